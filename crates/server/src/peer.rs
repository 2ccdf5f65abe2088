//! The address that a request comes from.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::config::Shared;
use crate::failure::Failure;

/// Who is at the other end of the connection; put beside each request when it is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remote(pub SocketAddr);

/// The address that limits count for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer(IpAddr);

/// Whose word on the address counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressSource {
    /// The connection's.
    Connection,
    /// The proxy's in front: the last address of `X-Forwarded-For`, which is the one that it has added itself.
    Proxy,
}

impl Peer {
    /// Returns the address.
    pub const fn address(self) -> IpAddr {
        self.0
    }
}

impl FromRequestParts<Shared> for Peer {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Failure> {
        let remote = parts.extensions.get::<Remote>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |remote| remote.0.ip());
        let forwarded = || {
            let last = parts.headers.get_all("x-forwarded-for").iter().next_back()?;
            last.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
        };
        Ok(Self(match shared.limits.address_source {
            AddressSource::Connection => remote,
            AddressSource::Proxy => forwarded().unwrap_or(remote),
        }))
    }
}
