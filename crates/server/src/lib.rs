//! The sync server: stores facts and gives them an order.
