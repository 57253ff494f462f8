//! Signs AWS-style HTTP requests, for any language that can call C.
//!
//! No SDK, no configuration, no I/O, no clock, no global state, no heap for up to 64 parameters, nothing to free.
//!
//! ```text
//! parameters in ──► canonical query ──► string to sign ──► signature ──► signed query, URL ──► caller's buffer
//!  params.rs         v2/canonical.rs     v2/string_to_sign   mac.rs       v2/url.rs             output.rs
//!  (pairs, lists,    encode.rs           endpoint.rs
//!   a URL's query)   v2/dialect.rs       timestamp.rs
//!
//! a signed request in ──► the same way ──► signature ──► is it the one that came along?   v2/verify.rs
//! ```
//!
//! Parameters come in through a [`Door`]: pairs, two NUL-separated [`Lists`], or the [`Query`] of an existing URL. The
//! [`v2::Dialect`] adds its own, the list is sorted, encoded, and signed, and what is sent is built from the very bytes that
//! were signed. Every text on the way is a [`v2::Stage`] that can be asked for. [`ffi`] is the same for C, and the only
//! place with `unsafe` code but for one small writer in `encode`.
//!
//! Nothing here can panic, which is why lists are taken apart with `get` and `split_first` wherever the compiler could not
//! see that an index is right: a shared library in which something can brings along 260 KB of the standard library to say
//! so. `tests/c/exports.sh` notices.
//!
//! A module uses only what stands above it here:
//!
//! | module | does |
//! |---|---|
//! | `encode` | percent-encoding (RFC 3986), what an escape means, and Base64 (RFC 4648) |
//! | `output` | writes into the caller's buffer, and keeps counting when it is full |
//! | `text` | a name or value, decoded or with the escapes of a query |
//! | `error` | one table: status, number, sentence |
//! | `timestamp` | Unix seconds to the services' time stamps, and back |
//! | `credential` | what secrets, key ids and tokens may look like |
//! | `mac` | HMAC-SHA256 and HMAC-SHA1; prepared keys |
//! | `endpoint` | `scheme://host:port/path` taken apart; the signed host line |
//! | `sort` | sorting |
//! | `param` | one parameter, and the order of parameters |
//! | `params` | a parameter list that is put together |
//! | `lists` | two NUL-separated lists taken apart |
//! | `query` | the query of a URL or a form body taken apart |
//! | `v2` | Signature Version 2: canonical query, string to sign, URL; the table of dialects; verification; `aws_signed_request` |
//! | `ffi` | the C functions |
//!
//! The rules of signing are those of the AWS General Reference, "Signature Version 2 signing process"; where programs
//! disagree, the module that decides says how and why.

mod credential;
mod encode;
mod endpoint;
mod error;
#[allow(unsafe_code)]
pub mod ffi;
mod lists;
mod mac;
mod output;
mod param;
mod params;
mod query;
mod sort;
mod text;
mod timestamp;
pub mod v2;

pub use error::{Error, Status};
pub use lists::Lists;
pub use mac::{Algorithm, Key};
pub use params::{Door, Params};
pub use query::Query;
