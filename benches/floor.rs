//! How far signing is from the hash alone: `cargo bench`.
//!
//! F is the time of the SHA-256 compressions that a signature cannot do without, with the key's two states given; the
//! ratio to it is what counts, since machines differ and are noisy. Every contestant's output is checked before anything
//! is timed. The contestants take turns within a round, so that a change of the machine's speed meets all of them.

use aws_signed_request::ffi;
use std::hint::black_box;
use std::time::{Duration, Instant};

const ROUNDS: usize = 101;
const SLICE: Duration = Duration::from_micros(400);

/// A list of parameters to be signed as given, the signature that is right (answered by other implementations), and the
/// 64-byte blocks that HMAC hashes for it when the key's states are given: those of the string to sign, and one.
struct Workload {
    name: &'static str,
    endpoint: &'static str,
    secret: &'static str,
    params: Vec<(String, String)>,
    signature: &'static str,
    string_to_sign_blocks: usize,
}

fn workloads() -> Vec<Workload> {
    let pairs = |pairs: &[(&str, &str)]| pairs.iter().map(|(n, v)| (n.to_string(), v.to_string())).collect();
    vec![
        Workload {
            name: "W2",
            endpoint: "https://webservices.amazon.com/onca/xml",
            secret: "1234567890",
            params: pairs(&[
                ("Service", "AWSECommerceService"),
                ("AWSAccessKeyId", "AKIAIOSFODNN7EXAMPLE"),
                ("AssociateTag", "mytag-20"),
                ("Operation", "ItemSearch"),
                ("SearchIndex", "Books"),
                ("Keywords", "Harry Potter & the Philosopher's Stone \u{2014} \u{e9}dition"),
                ("ResponseGroup", "ItemAttributes,Offers,Images,Reviews,Variations"),
                ("Sort", "salesrank"),
                ("Timestamp", "2014-08-18T12:00:00Z"),
                ("Version", "2013-08-01"),
            ]),
            signature: "FcLmrSldPWklrzpT6vcUzlQbxgz5XK+c/qSleYfLnfc=",
            string_to_sign_blocks: 7,
        },
        Workload {
            name: "W2L",
            endpoint: "https://mws.amazonservices.com/Products/2011-10-01",
            secret: "1234567890",
            params: (0..100)
                .map(|step| step * 37 % 100 + 1)
                .map(|n| (format!("Param.{n:03}"), format!("item {n:03}/attr=value+more text, and the e")))
                .collect(),
            signature: "",
            string_to_sign_blocks: 109,
        },
        Workload {
            name: "W2T",
            endpoint: "https://api.huobi.pro/v1/account/accounts",
            secret: "b0xxxxxx-c6xxxxxx-94xxxxxx-dxxxx",
            params: pairs(&[
                ("AccessKeyId", "e2xxxxxx-99xxxxxx-84xxxxxx-7xxxx"),
                ("SignatureMethod", "HmacSHA256"),
                ("SignatureVersion", "2"),
                ("Timestamp", "2017-05-11T15:19:30"),
            ]),
            signature: "mo1l8CzSb+BGRNh/gw7e6jgbfixbzfyo4ZuUuSVzvcDM=",
            string_to_sign_blocks: 3,
        },
    ]
}
