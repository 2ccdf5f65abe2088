//! Reading and writing of fixed binary layouts: integers big endian, texts and lists behind their length.
//!
//! A reader never allocates: what it returns points into the bytes it was given.

/// Every format starts with it: XChaCha20-Poly1305, Ed25519, X25519 HPKE, BLAKE3, HKDF-SHA256, Argon2id.
pub const SUITE: u8 = 1;

/// Bytes do not have the layout that is read. Retrying does not help: keep them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LayoutError {
    /// They end in the middle of a field.
    #[error("the bytes end in the middle of a field")]
    Short,
    /// Bytes are left behind the last field.
    #[error("{0} bytes are left behind the last field")]
    Trailing(usize),
    /// Made by a program with other algorithms.
    #[error("suite {0} is not known, update this program")]
    Suite(u8),
    /// A field has a value that it cannot have, or a list is over its cap.
    #[error("the field {0} is not valid")]
    Field(&'static str),
}

/// Reads a layout from its start.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// Starts at the first byte.
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// Starts behind the suite byte.
    ///
    /// # Errors
    /// [`LayoutError::Suite`] when it is another one, [`LayoutError::Short`].
    pub fn of_suite(bytes: &'a [u8]) -> Result<Self, LayoutError> {
        let mut reader = Self(bytes);
        match reader.u8()? {
            SUITE => Ok(reader),
            other => Err(LayoutError::Suite(other)),
        }
    }

    /// Returns the next `N` bytes.
    ///
    /// # Errors
    /// [`LayoutError::Short`].
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], LayoutError> {
        let (array, rest) = self.0.split_first_chunk::<N>().ok_or(LayoutError::Short)?;
        self.0 = rest;
        Ok(*array)
    }

    /// Returns the next `len` bytes.
    ///
    /// # Errors
    /// [`LayoutError::Short`].
    pub fn bytes(&mut self, len: usize) -> Result<&'a [u8], LayoutError> {
        let (bytes, rest) = self.0.split_at_checked(len).ok_or(LayoutError::Short)?;
        self.0 = rest;
        Ok(bytes)
    }

    /// Returns the next byte.
    ///
    /// # Errors
    /// [`LayoutError::Short`].
    pub fn u8(&mut self) -> Result<u8, LayoutError> {
        self.array::<1>().map(|[byte]| byte)
    }

    /// Returns the next two bytes as a number.
    ///
    /// # Errors
    /// [`LayoutError::Short`].
    pub fn u16(&mut self) -> Result<u16, LayoutError> {
        self.array().map(u16::from_be_bytes)
    }

    /// Returns the next four bytes as a number.
    ///
    /// # Errors
    /// [`LayoutError::Short`].
    pub fn u32(&mut self) -> Result<u32, LayoutError> {
        self.array().map(u32::from_be_bytes)
    }

    /// Returns the next eight bytes as a number.
    ///
    /// # Errors
    /// [`LayoutError::Short`].
    pub fn u64(&mut self) -> Result<u64, LayoutError> {
        self.array().map(u64::from_be_bytes)
    }

    /// Returns a count of two bytes that is at most `max`: nothing is reserved for more.
    ///
    /// # Errors
    /// [`LayoutError::Field`] with `name`, [`LayoutError::Short`].
    pub fn count(&mut self, max: usize, name: &'static str) -> Result<usize, LayoutError> {
        let count = usize::from(self.u16()?);
        if count > max { Err(LayoutError::Field(name)) } else { Ok(count) }
    }

    /// Returns how many bytes are left.
    pub const fn left(&self) -> usize {
        self.0.len()
    }

    /// Ends: nothing may be left.
    ///
    /// # Errors
    /// [`LayoutError::Trailing`].
    pub const fn end(self) -> Result<(), LayoutError> {
        if self.0.is_empty() { Ok(()) } else { Err(LayoutError::Trailing(self.0.len())) }
    }
}

/// Writes `bytes` behind two bytes of their length. What does not fit in a length is for the caller to refuse
/// before; here it becomes a length that no reader takes.
pub fn put_sized(out: &mut Vec<u8>, bytes: &[u8]) {
    put_count(out, bytes.len());
    out.extend_from_slice(bytes);
}

/// Writes a count as two bytes.
pub fn put_count(out: &mut Vec<u8>, count: usize) {
    out.extend_from_slice(&u16::try_from(count).unwrap_or(u16::MAX).to_be_bytes());
}
