//! What holds for every request, tried on random ones.

#![allow(missing_docs, clippy::expect_used, clippy::panic)]

use aws_signed_request::v2::{Dialect, ProductAdvertising, Request, Secret, Stage};
use aws_signed_request::{Door, Lists};
use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::percent_decode_str;
use proptest::collection::vec;
use proptest::prelude::*;
use sha2::Sha256;
use std::collections::BTreeMap;

type Pairs = Vec<(String, String)>;

const STAGES: [Stage; 5] = [Stage::Canonical, Stage::StringToSign, Stage::Signature, Stage::Query, Stage::Url];

fn request(dialect: Dialect, method: &str) -> Request<'_> {
    Request {
        method: method.as_bytes(),
        endpoint: b"https://Cloud.Example:8773/services/Cloud",
        access_key: b"AKID/+=",
        secret: Secret::Text(b"secret"),
        unix_time: 1_317_655_170,
        dialect,
        ..Request::default()
    }
}

/// Names and values of all sorts of characters, many names alike, none of them one that a dialect adds.
fn pairs() -> impl Strategy<Value = Pairs> {
    let name = prop_oneof![
        "[a-c.]{1,12}",
        "Param\\.[0-9]{1,3}",
        "\\PC{1,20}".prop_map(|text| format!("x{text}")),
        any::<Vec<char>>().prop_map(|text| text.into_iter().fold("x".to_owned(), |all, one| all + &one.to_string())),
    ];
    let value = prop_oneof!["[A-Za-z0-9 +%&=;/~-]{0,40}", "\\PC{0,60}", any::<String>(), Just("0".to_owned())];
    vec((name, value), 0..90)
}

fn dialect() -> impl Strategy<Value = Dialect> {
    prop_oneof![Just(Dialect::AsGiven), Just(Dialect::AwsQuery), Just(Dialect::Nifcloud), Just(Dialect::Htx)]
}

/// The signer that everybody writes, on library calls alone.
fn by_hand(pairs: &[(String, String)], method: &str) -> String {
    let escape = |text: &str| {
        text.bytes()
            .map(|byte| match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => (byte as char).to_string(),
                _ => format!("%{byte:02X}"),
            })
            .collect::<String>()
    };
    let mut pairs = pairs.to_vec();
    pairs.sort();
    let query: Vec<_> = pairs.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect();
    let query = query.join("&");
    let string_to_sign = format!("{method}\ncloud.example:8773\n/services/Cloud\n{query}");
    let mut mac = Hmac::<Sha256>::new_from_slice(b"secret").expect("any length");
    mac.update(string_to_sign.as_bytes());
    use base64::Engine as _;
    let signature = base64::engine::general_purpose::STANDARD.encode(mac.finalize().into_bytes());
    let joint = if query.is_empty() { "" } else { "&" };
    format!("{query}{joint}Signature={}", escape(&signature))
}

/// What a server reads from a query.
fn parsed(query: &str) -> Vec<(String, String)> {
    let decode = |text: &str| String::from_utf8(percent_decode_str(text).collect()).expect("UTF-8");
    (query.split('&'))
        .map(|pair| pair.split_once('=').expect("a name and a value"))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}

fn rendered<D: Door + ?Sized>(request: &Request<'_>, door: &D, stage: Stage) -> String {
    request.text(door, stage).unwrap_or_else(|error| panic!("{error}"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// An independent signer, written above without a line of the library, gives the same.
    #[test]
    fn agrees_with_a_signer_by_hand(pairs in pairs(), post in any::<bool>()) {
        let method = if post { "POST" } else { "GET" };
        let query = rendered(&request(Dialect::AsGiven, method), pairs.as_slice(), Stage::Query);
        prop_assert_eq!(query, by_hand(&pairs, method));
    }

    /// The order in which parameters are given never changes anything.
    #[test]
    fn order_does_not_matter(pairs in pairs(), dialect in dialect(), turn in any::<prop::sample::Index>()) {
        let mut turned = pairs.clone();
        turned.reverse();
        if !turned.is_empty() {
            let by = turn.index(turned.len());
            turned.rotate_left(by);
        }
        for stage in STAGES {
            let request = request(dialect, "GET");
            prop_assert_eq!(rendered(&request, pairs.as_slice(), stage), rendered(&request, turned.as_slice(), stage));
        }
    }

    /// Who parses the URL gets the parameters that were given, what the dialect adds, and the signature last.
    #[test]
    fn the_url_holds_the_parameters(pairs in pairs(), dialect in dialect()) {
        let url = rendered(&request(dialect, "GET"), pairs.as_slice(), Stage::Url);
        let query = url.strip_prefix("https://cloud.example:8773/services/Cloud?").expect("the endpoint");
        let mut read = parsed(query);
        let signature = read.pop().expect("a signature");
        prop_assert_eq!(signature.0, "Signature");
        prop_assert_eq!(signature.1, rendered(&request(dialect, "GET"), pairs.as_slice(), Stage::Signature));
        let added = ["AWSAccessKeyId", "AccessKeyId", "SignatureMethod", "SignatureVersion", "Timestamp"];
        read.retain(|(name, _)| !added.contains(&name.as_str()));
        let mut given = pairs;
        given.sort();
        prop_assert_eq!(read, given);
    }

    /// Both doors of the Rust API hand over the same list, where the list form can hold it.
    #[test]
    fn doors_agree(pairs in pairs(), dialect in dialect()) {
        let pairs: Pairs = pairs.into_iter().filter(|(n, v)| !n.contains('\0') && !v.contains('\0')).collect();
        let list = |item: fn(&(String, String)) -> &str| pairs.iter().map(item).collect::<Vec<_>>().join("\0");
        let (names, values) = (list(|pair| &pair.0), list(|pair| &pair.1));
        let lists = Lists { names: names.as_bytes(), values: values.as_bytes(), count: pairs.len() };
        for stage in STAGES {
            let request = request(dialect, "POST");
            prop_assert_eq!(rendered(&request, pairs.as_slice(), stage), rendered(&request, &lists, stage));
        }
    }

    /// A NUL in a text never brings in a parameter: the lists are refused unless both have the count that was said.
    #[test]
    fn a_nul_smuggles_nothing(names in "[ab\0]{0,12}", values in "[ab\0]{0,12}", count in 0_usize..6) {
        let lists = Lists { names: names.as_bytes(), values: values.as_bytes(), count };
        let items = |list: &str| if count == 0 && list.is_empty() { 0 } else { list.split('\0').count() };
        let right = items(&names) == count && items(&values) == count && !names.split('\0').any(str::is_empty);
        let none = count == 0 && names.is_empty() && values.is_empty();
        let result = request(Dialect::AsGiven, "GET").text(&lists, Stage::Canonical);
        prop_assert_eq!(result.is_ok(), right || none, "{:?}", result);
    }

    /// The length that is asked for with no room is the length that is written, and every smaller room holds nothing of
    /// use but does no harm.
    #[test]
    fn the_size_is_the_length(pairs in pairs(), dialect in dialect(), room in any::<prop::sample::Index>()) {
        for stage in STAGES {
            let request = request(dialect, "POST");
            let size = request.render(pairs.as_slice(), stage, &mut []).expect("a size");
            let mut text = vec![0; size + 300];
            prop_assert_eq!(request.render(pairs.as_slice(), stage, &mut text), Ok(size));
            let exact = rendered(&request, pairs.as_slice(), stage);
            prop_assert_eq!(&text[..size], exact.as_bytes());
            let mut small = vec![0; room.index(size + 1)];
            prop_assert_eq!(request.render(pairs.as_slice(), stage, &mut small), Ok(size));
        }
    }

    /// The function of 2009 is a map in which what it sets wins.
    #[test]
    fn the_function_of_2009(pairs in pairs(), tag in proptest::option::of("[a-z0-9-]{0,12}")) {
        let mut given: BTreeMap<String, String> = pairs.into_iter().collect();
        given.insert("Version".to_owned(), "mine".to_owned());
        given.insert("Service".to_owned(), "mine".to_owned());
        given.insert("AssociateTag".to_owned(), "mine".to_owned());
        let pairs: Pairs = given.clone().into_iter().collect();
        let call = ProductAdvertising {
            region: b"co.uk",
            public_key: b"AKID",
            private_key: Secret::Text(b"secret"),
            associate_tag: tag.as_deref().map(str::as_bytes),
            version: None,
            unix_time: 0,
        };
        let mut text = vec![0; call.render(pairs.as_slice(), Stage::Url, &mut []).expect("a size")];
        call.render(pairs.as_slice(), Stage::Url, &mut text).expect("a URL");
        let url = String::from_utf8(text).expect("ASCII");
        let query = url.strip_prefix("http://webservices.amazon.co.uk/onca/xml?").expect("the endpoint");
        let mut read = parsed(query);
        read.pop();
        given.insert("Service".to_owned(), "AWSECommerceService".to_owned());
        given.insert("AWSAccessKeyId".to_owned(), "AKID".to_owned());
        given.insert("Timestamp".to_owned(), "1970-01-01T00:00:00Z".to_owned());
        given.insert("Version".to_owned(), "2011-08-01".to_owned());
        if let Some(tag) = tag {
            given.insert("AssociateTag".to_owned(), tag);
        }
        prop_assert_eq!(read, given.into_iter().collect::<Vec<_>>());
    }
}
