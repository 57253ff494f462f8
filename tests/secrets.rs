//! No public type shows a secret, or a key that was made of it, in its `Debug` output, and no error does in its words. What
//! the C functions write is looked through in tests/c/secrets.c.

#![allow(missing_docs, clippy::expect_used)]

use aws_signed_request::v2::{Answer, Dialect, Evidence, Flags, ProductAdvertising, Request, Secret, Stage};
use aws_signed_request::{Algorithm, Key, Lists, Query};
use std::fmt::Debug;

/// Neither a word nor a part of any other text.
const SECRET: &str = "q7Zx/Vw+Kp0=Jf9#Ht4&Lm2 Rb8~Ny6";

/// A piece of this many bytes is too much.
const PIECE: usize = 4;

fn request(secret: Secret<'_>) -> Request<'_> {
    Request {
        endpoint: b"https://sdb.amazonaws.com/",
        access_key: b"AKID",
        secret,
        unix_time: 1_317_655_170,
        dialect: Dialect::AwsQuery,
        ..Request::default()
    }
}

/// The forms in which bytes are shown: as they are, escaped, and as the numbers of a list, in a line or in many.
fn forms() -> Vec<String> {
    let numbers =
        |bytes: &[u8], between: &str| bytes.iter().map(|byte| format!("{byte}")).collect::<Vec<_>>().join(between);
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    SECRET
        .as_bytes()
        .windows(PIECE)
        .flat_map(|piece| {
            let text = String::from_utf8(piece.to_vec()).expect("ASCII");
            [text, numbers(piece, ", "), numbers(piece, ",\n        "), numbers(piece, ","), hex(piece)]
        })
        .collect()
}

fn hides<T: Debug>(what: &T) {
    for text in [format!("{what:?}"), format!("{what:#?}"), format!("{what:x?}")] {
        let dense: String = text.split_whitespace().collect();
        for form in forms() {
            let dense_form: String = form.split_whitespace().collect();
            assert!(!text.contains(&form) && !dense.contains(&dense_form), "{text}");
        }
    }
}

#[test]
fn what_is_looked_for_is_found() {
    #[derive(Debug)]
    #[allow(dead_code)]
    struct Careless<'a>(&'a [u8]);
    let found = std::panic::catch_unwind(|| hides(&Careless(SECRET.as_bytes())));
    assert!(found.is_err());
    assert!(std::panic::catch_unwind(|| hides(&SECRET)).is_err());
    hides(&"AKID");
}

#[test]
fn no_type_shows_a_secret() {
    for algorithm in [Algorithm::HmacSha256, Algorithm::HmacSha1] {
        let key = Key::from_any_bytes(algorithm, SECRET.as_bytes());
        assert_eq!(format!("{key:?}"), "Key(..)");
        for secret in [Secret::Text(SECRET.as_bytes()), Secret::Prepared(&key)] {
            assert_eq!(format!("{secret:?}"), "Secret(..)");
            hides(&request(secret));
            hides(&ProductAdvertising { private_key: secret, ..ProductAdvertising::default() });
            hides(&(Evidence::default(), Lists { names: b"a", values: b"1", count: 1 }, Query::new(b"a=1")));
        }
    }
}

/// Whatever is wrong, with the secret as well, the error says it without showing it.
#[test]
fn no_error_shows_a_secret() {
    let line_end = format!("{SECRET}\n");
    let control = format!("{SECRET}\u{1}x");
    let spoilt = [SECRET.as_bytes(), b"\xff"].concat();
    let mut refused = 0;
    for secret in [SECRET.as_bytes(), line_end.as_bytes(), control.as_bytes(), &spoilt] {
        let good = request(Secret::Text(secret));
        let requests = [
            good,
            Request { endpoint: b"nonsense", ..good },
            Request { method: b"?", ..good },
            Request { access_key: b"\n", ..good },
            Request { unix_time: -1, ..good },
        ];
        for request in requests {
            for params in [[("Action", "x")], [("", "x")], [("Timestamp", "x")]] {
                for stage in [Stage::Url, Stage::Signature, Stage::Explain, Stage::Error] {
                    if let Err(error) = request.text(params.as_slice(), stage) {
                        hides(&error);
                        hides(&error.to_string());
                        refused += 1;
                    }
                }
                let why = request.text(params.as_slice(), Stage::Error).expect("words");
                hides(&why);
                hides(&request.verify(params.as_slice(), Some(b"no signature")));
            }
        }
        hides(&Key::new(Algorithm::HmacSha256, secret));
    }
    assert!(refused > 100);
}

/// What was found of a secret that was spoilt is named, and not shown.
#[test]
fn no_diagnosis_shows_a_secret() {
    let params = [("Action", "Select"), ("Timestamp", "2011-10-03T15:19:30Z")];
    let spoilt = [
        format!("{SECRET}\n"),
        format!("\"{SECRET}\""),
        SECRET.to_lowercase(),
        SECRET[1..].to_owned(),
        String::new(),
        "AKID".to_owned(),
    ];
    for other in spoilt {
        let given = Request { dialect: Dialect::AsGiven, ..request(Secret::Text(SECRET.as_bytes())) };
        let key = Key::from_any_bytes(Algorithm::HmacSha256, other.as_bytes());
        let wrong = Request { secret: Secret::Prepared(&key), flags: Flags::default(), ..given };
        let signature = wrong.text(params.as_slice(), Stage::Signature).expect("a signature");
        let evidence = Evidence { signature: signature.as_bytes(), ..Evidence::default() };
        let found = given.diagnose(params.as_slice(), &evidence, |diagnosis| {
            assert!(diagnosis.explanations().next().is_some());
            hides(diagnosis);
            for answer in [Answer::Report, Answer::StringToSign, Answer::Error] {
                let mut room = [0; 4096];
                let len = diagnosis.write(answer, &mut room);
                hides(&String::from_utf8_lossy(room.get(..len).expect("room")));
            }
            Ok(())
        });
        hides(&found);
        assert!(found.is_ok());
    }
}
