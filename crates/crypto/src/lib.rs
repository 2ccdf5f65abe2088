//! Keys, sealing and the connect code. Bytes in, bytes out.
