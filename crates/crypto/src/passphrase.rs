//! A key out of a passphrase: Argon2id (RFC 9106), with a floor under its cost and a cap on it.

use argon2::{Algorithm, Argon2, Params, Version};
use zeroize::Zeroizing;

/// Memory, passes and lanes of Argon2id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PassphraseCost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

/// A cost below the floor was weakened by somebody; one above the cap would take the machine down before
/// the first question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Argon2id with {memory_kib} KiB, {passes} passes and {lanes} lanes is not allowed")]
pub struct CostError {
    /// Memory, KiB.
    pub memory_kib: u32,
    /// Passes.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl PassphraseCost {
    /// What is used now: 64 MiB, three passes, one lane. Also the floor.
    pub const STANDARD: Self = Self { memory_kib: 64 * 1024, passes: 3, lanes: 1 };
    /// The cap: a GiB, twenty passes, sixteen lanes.
    const MOST: Self = Self { memory_kib: 1024 * 1024, passes: 20, lanes: 16 };

    /// Takes a cost that was read from somewhere.
    ///
    /// # Errors
    /// [`CostError`] when it is below the floor or above the cap.
    pub fn checked(memory_kib: u32, passes: u32, lanes: u32) -> Result<Self, CostError> {
        let is_allowed = (Self::STANDARD.memory_kib..=Self::MOST.memory_kib).contains(&memory_kib)
            && (Self::STANDARD.passes..=Self::MOST.passes).contains(&passes)
            && (Self::STANDARD.lanes..=Self::MOST.lanes).contains(&lanes);
        if is_allowed { Ok(Self { memory_kib, passes, lanes }) } else { Err(CostError { memory_kib, passes, lanes }) }
    }

    /// Returns memory (KiB), passes, lanes.
    pub const fn parts(self) -> (u32, u32, u32) {
        (self.memory_kib, self.passes, self.lanes)
    }

    /// Derives 32 bytes. Takes about a fifth of a second at [`Self::STANDARD`].
    ///
    /// # Errors
    /// [`CostError`] when the library refuses the cost, which one that was checked is not.
    pub fn derive(self, passphrase: &[u8], salt: &[u8; 16]) -> Result<Zeroizing<[u8; 32]>, CostError> {
        let refused = CostError { memory_kib: self.memory_kib, passes: self.passes, lanes: self.lanes };
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(32)).map_err(|_| refused)?;
        let mut derived = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase, salt, derived.as_mut_slice())
            .map_err(|_| refused)?;
        Ok(derived)
    }
}
