//! What an action means, and how replicas agree. Pure: no clock, no disk, no network.
