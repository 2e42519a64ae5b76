//! The Italian reader against tables of readings, against another's numbers, and against its promises.

mod numbers;
mod promises;
mod properties;
mod random;
mod readings;
mod readme;
