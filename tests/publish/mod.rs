//! Publishing with the real program, to a folder, to s3rver, to WsgiDAV and to sshd, on loopback.

mod damage;
mod github_pages;
mod kill;
mod laptops;
mod placeholders;
mod places;
mod public;
mod refusals;
mod servers;
mod stage;
