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
//!
//! a refused request in ──► suspects ──► signers with 1, 2, 3 of them ──► which one arrives at its signature?
//!  v2/sent.rs               v2/suspects   v2/search, v2/signer            v2/diagnose.rs
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
//! | `shown` | a text as people are shown it |
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
//! | `v2` | Signature Version 2, in the steps below |
//! | `ffi` | the C functions |
//!
//! In `v2`, which signs, verifies and explains:
//!
//! | module | does |
//! |---|---|
//! | `dialect` | one table: what each dialect adds |
//! | `additions` | adds it to the caller's parameters |
//! | `canonical` | writes the canonical query |
//! | `string_to_sign` | writes the string to sign: method, host, path, canonical query |
//! | `url` | writes the signed query and the URL |
//! | `explain` | writes the whole way, for people |
//! | `verify` | says whether a signature is right |
//! | `freshness` | says whether a request is too old |
//! | `product_advertising` | is the function of 2009, `aws_signed_request` |
//! | `compare` | says where two strings to sign differ |
//!
//! and names the mistake behind a signature that is wrong:
//!
//! | module | does |
//! |---|---|
//! | `few` | a short list that is copied as a whole |
//! | `mistake` | one table: mistake, number, name, sentence |
//! | `json` | reads the fields of a JSON body |
//! | `escaper` | one table: how other programs escape |
//! | `conversion` | what other programs make of a text before it is escaped |
//! | `order` | the orders into which other programs put parameters |
//! | `signer` | another program's signer: right, but for what was changed about it |
//! | `sent` | reads a request as it was sent, leniently |
//! | `received` | reads a signature in whatever form it came |
//! | `secrets` | the secret as another program may have had it, a key for each way |
//! | `suspects` | puts together what may have gone wrong, the likelier first |
//! | `search` | tries the suspects: one, two, three at a time |
//! | `diagnose` | asks all of these, and writes the report |
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
mod shown;
mod sort;
mod text;
mod timestamp;
pub mod v2;

pub use error::{Error, Status};
pub use lists::Lists;
pub use mac::{Algorithm, Key};
pub use params::{Door, Params};
pub use query::Query;
