//! What holds for every request, tried on random ones.

#![allow(missing_docs, clippy::expect_used, clippy::panic)]

use aws_signed_request::v2::{check_url_time, Dialect, ProductAdvertising, Request, Secret, Stage};
use aws_signed_request::{Door, Lists, Query, Status};
use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::percent_decode_str;
use proptest::collection::vec;
use proptest::prelude::*;
use sha2::Sha256;
use std::collections::BTreeMap;

type Pairs = Vec<(String, String)>;

const STAGES: [Stage; 6] =
    [Stage::Canonical, Stage::StringToSign, Stage::Signature, Stage::Query, Stage::Url, Stage::Explain];

/// What no other text of a request has in it.
const SECRET: &str = "a-SECRET-to-be-recognised";

fn request(dialect: Dialect, method: &str) -> Request<'_> {
    Request {
        method: method.as_bytes(),
        endpoint: b"https://Cloud.Example:8773/services/Cloud",
        access_key: b"AKID/+=",
        secret: Secret::Text(SECRET.as_bytes()),
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
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("any length");
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

/// A query that means `pairs`: `how` says of each byte in turn whether it is escaped, in which case, and of a space whether
/// it is a plus; and between the pairs there may be empty pieces.
fn written(pairs: &[(String, String)], how: &[u8]) -> String {
    let mut how = how.iter().cycle().copied();
    let mut choose = || how.next().unwrap_or(0);
    let mut query = String::new();
    for (name, value) in pairs {
        for (text, end) in [(name, '='), (value, '&')] {
            for character in text.chars() {
                let bare = !matches!(character, '\0'..=' ' | '\x7f' | '%' | '&' | '+' | '#' | '=') && choose() % 3 > 0;
                let plus = character == ' ' && choose() % 2 == 0;
                let mut bytes = [0; 4];
                match character {
                    _ if bare => query.push(character),
                    _ if plus => query.push('+'),
                    _ => query.extend(character.encode_utf8(&mut bytes).bytes().map(|byte| match choose() % 2 {
                        0 => format!("%{byte:02X}"),
                        _ => format!("%{byte:02x}"),
                    })),
                }
            }
            query.push(end);
        }
        if choose() % 5 == 0 {
            query.push('&');
        }
    }
    query.replace("&amp;", "&%61mp;")
}

/// A name and a value from a line of an explanation, without the first quote.
fn unescaped(line: &str) -> (String, String) {
    let mut texts = [String::new(), String::new()];
    let mut rest = line.chars();
    for (index, text) in texts.iter_mut().enumerate() {
        loop {
            match rest.next().expect("a quote at the end") {
                '"' => break,
                '\\' => match rest.next().expect("an escape") {
                    'n' => text.push('\n'),
                    'r' => text.push('\r'),
                    't' => text.push('\t'),
                    'u' => {
                        let number: String = rest.by_ref().skip(1).take_while(|digit| *digit != '}').collect();
                        text.push(u32::from_str_radix(&number, 16).ok().and_then(char::from_u32).expect("a character"));
                    }
                    other => text.push(other),
                },
                other => text.push(other),
            }
        }
        assert!(index > 0 || rest.by_ref().take(4).eq(" = \"".chars()), "{line}");
    }
    texts.into()
}

fn with_url<'a>(request: &Request<'a>, url: &'a str) -> Request<'a> {
    Request { endpoint: url.as_bytes(), ..*request }
}

fn url_rendered(request: &Request<'_>, stage: Stage) -> String {
    let mut text = vec![0; 200_000];
    let len = request.render_url(stage, &mut text).unwrap_or_else(|error| panic!("{error}"));
    String::from_utf8(text[..len].to_vec()).expect("ASCII")
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

    /// The order in which parameters are given never changes anything but the first step of the explanation.
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
            let [one, other] = [&pairs, &turned].map(|pairs| rendered(&request, pairs.as_slice(), stage));
            let from = if stage == Stage::Explain { "\n2. " } else { "" };
            prop_assert_eq!(one.find(from).map(|at| &one[at..]), other.find(from).map(|at| &other[at..]));
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

    /// A URL, however its query is written, is signed as the pairs that it means.
    #[test]
    fn a_url_is_what_it_means(pairs in pairs(), dialect in dialect(), how in vec(any::<u8>(), 1..50), post in any::<bool>()) {
        let request = request(dialect, if post { "POST" } else { "GET" });
        let url = format!("https://Cloud.Example:8773/services/Cloud?{}", written(&pairs, &how));
        for stage in STAGES {
            let by_url = url_rendered(&with_url(&request, &url), stage);
            prop_assert_eq!(by_url, rendered(&request, pairs.as_slice(), stage), "{}", url);
        }
        let query = written(&pairs, &how);
        prop_assert_eq!(rendered(&request, &Query::new(query.as_bytes()), Stage::Query), rendered(&request, pairs.as_slice(), Stage::Query));
    }

    /// A signed URL stays as it is when it is signed once more, is verified, and is not verified after a change of any byte
    /// that means another request.
    #[test]
    fn a_signed_url_is_a_fixed_point_and_verified(pairs in pairs(), dialect in dialect(), at in any::<prop::sample::Index>()) {
        let request = request(dialect, "GET");
        let url = rendered(&request, pairs.as_slice(), Stage::Url);
        let signed = with_url(&request, &url);
        prop_assert_eq!(&url_rendered(&signed, Stage::Url), &url);
        prop_assert_eq!(&url_rendered(&Request { dialect: Dialect::AsGiven, ..signed }, Stage::Url), &url);
        prop_assert_eq!(signed.verify_url(), Ok(()));
        let at = at.index(url.len());
        let mut changed = url.clone().into_bytes();
        changed[at] = if changed[at] == b'z' { b'y' } else { b'z' };
        let changed = String::from_utf8(changed).expect("ASCII");
        let answer = with_url(&request, &changed).verify_url();
        prop_assert!(answer.is_err(), "{} {}", url, changed);
        let query = Query::new(url.split_once('?').expect("a query").1.as_bytes());
        let whole = Request { dialect: Dialect::AsGiven, ..request };
        prop_assert_eq!(whole.verify(&query, None), Ok(()));
        // What the dialect adds may not be given to it as well.
        let twice = request.verify(&query, None).map_err(|error| error.status());
        prop_assert_eq!(twice, if dialect == Dialect::AsGiven { Ok(()) } else { Err(Status::Reserved) });
    }

    /// No URL at all does any harm, every stage takes it or refuses it alike, and what is taken is a fixed point.
    #[test]
    fn any_url(start in prop_oneof![Just("http://h/?"), Just("http://h?a&"), Just("http://h"), Just("")], rest in "([a-c&=%+;#?]|%2[0-9a-fA-F]|amp;|\\PC){0,40}") {
        let url = format!("{start}{rest}");
        let request = Request { endpoint: url.as_bytes(), dialect: Dialect::AsGiven, ..request(Dialect::AsGiven, "GET") };
        let mut results = STAGES.map(|stage| request.render_url(stage, &mut []).map(|_| ()));
        results.sort_by_key(Result::is_ok);
        prop_assert_eq!(&results[0], &results[STAGES.len() - 1]);
        let words = url_rendered(&request, Stage::Error);
        match results[0] {
            Ok(()) => {
                prop_assert_eq!(words, "");
                let once = url_rendered(&request, Stage::Url);
                prop_assert_eq!(&url_rendered(&with_url(&request, &once), Stage::Url), &once);
                prop_assert_eq!(with_url(&request, &once).verify_url(), Ok(()));
            }
            Err(error) => {
                prop_assert_eq!(words, error.to_string());
                prop_assert!(request.verify_url().is_err());
            }
        }
        let _ = check_url_time(url.as_bytes(), 0, 0);
    }

    /// The explanation holds every other stage and never the secret, is printable ASCII whose only lines are its own, and
    /// shows what was given so that it can be read back.
    #[test]
    fn an_explanation_holds_all_and_nothing_breaks_it(pairs in pairs(), dialect in dialect(), post in any::<bool>()) {
        let request = request(dialect, if post { "POST" } else { "GET" });
        let of = |stage| rendered(&request, pairs.as_slice(), stage);
        let text = of(Stage::Explain);
        prop_assert!(!text.contains(SECRET));
        prop_assert!(text.bytes().all(|byte| byte == b'\n' || (b' '..=b'~').contains(&byte)));
        prop_assert_eq!(text.lines().filter(|line| !line.starts_with("   ")).count(), 7);
        for stage in [Stage::Canonical, Stage::Signature, Stage::Query, Stage::Url] {
            prop_assert!(text.contains(&of(stage)), "{}", text);
        }
        let to_sign = of(Stage::StringToSign).replace('\n', "\\n\n   ");
        prop_assert!(pairs.is_empty() || text.contains(&format!("\n   {to_sign}\n5. ")), "{}", text);
        let shown = text.lines().filter_map(|line| line.strip_prefix("   \"")).take(pairs.len());
        let read: Vec<_> = shown.map(|line| (unescaped(line), line)).collect();
        for (((name, value), line), given) in read.iter().zip(&pairs) {
            prop_assert_eq!((name, value), (&given.0, &given.1), "{}", line);
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
