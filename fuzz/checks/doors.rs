//! The doors through which requests come in: each by itself, all of them together, and all of them beside another signer.

use super::call::*;
use super::input::{at, how, Input, Request};
use super::model::{self, ANY_CREDENTIAL};
use aws_signed_request::ffi::*;
use core::ffi::c_char;
use core::ptr::null;

type Answer = Result<Vec<u8>, i32>;

/// The seven stages, each by `stage`.
fn stages(stage: impl Fn(i32) -> Answer) -> [Answer; 7] {
    [CANONICAL, STRING_TO_SIGN, SIGNATURE, QUERY, URL, ERROR, EXPLAIN].map(stage)
}

fn text(answers: &[Answer; 7], stage: i32) -> &[u8] {
    answers[stage as usize - 1].as_ref().expect("a text")
}

/// What holds of the stages of every request; tells whether it can be signed.
fn check_stages(answers: &[Answer; 7]) -> bool {
    let words = answers[ERROR as usize - 1].as_ref().expect("why there is an error can always be said");
    assert!(words.iter().all(|byte| (b' '..=b'~').contains(byte)), "an error of one line");
    let [canonical, to_sign, signature, query, url, _, explain] = answers;
    if canonical.is_err() {
        let refused = [to_sign, signature, query, url].iter().all(|answer| *answer == canonical);
        assert!(refused, "some stages: {answers:?}");
        assert!(explain == canonical && !words.is_empty(), "{answers:?}");
        return false;
    }
    assert!(words.is_empty() && answers[..5].iter().all(Result::is_ok), "{answers:?}");
    assert!(explain.is_ok() || *explain == Err(E_TOO_LARGE));
    for text in answers.iter().flatten() {
        assert!(text.iter().all(|byte| (b' '..=b'~').contains(byte) || *byte == b'\n'));
    }
    let (canonical, query) = (text(answers, CANONICAL), text(answers, QUERY));
    assert!(text(answers, STRING_TO_SIGN).ends_with(canonical) && query.starts_with(canonical));
    assert!(text(answers, URL).ends_with(query) || !text(answers, URL).contains(&b'?'));
    true
}

/// Whether two requests that differ in the order of their parameters come out the same, but for the order given.
fn check_order(one: &[Answer; 7], other: &[Answer; 7]) {
    assert_eq!(one[..5], other[..5]);
    if let (Ok(one), Ok(other)) = (&one[6], &other[6]) {
        let rest = |text: &[u8]| {
            let text = String::from_utf8_lossy(text).into_owned();
            text[text.find("\n2. ").expect("a second step")..].to_owned()
        };
        assert_eq!(rest(one), rest(other));
        let given = |text: &[u8]| {
            let text = String::from_utf8_lossy(text).into_owned();
            let mut lines: Vec<_> =
                text.lines().take_while(|line| !line.starts_with("2. ")).map(str::to_owned).collect();
            lines.sort();
            lines
        };
        assert_eq!(given(one), given(other));
    }
}

/// The struct: every stage with every kind of room, in another order, and its URL signed again.
pub fn pairs(input: &[u8]) {
    let input = Input::new(input);
    let request = input.request(5);
    let spare = input.head[at::SPARE];
    let answers = stages(|stage| by_struct(&request, stage, Effort::Rooms(spare)));
    let is_right = check_stages(&answers);
    let shuffled = request.shuffled(input.head[at::ORDER]);
    let others = stages(|stage| by_struct(&shuffled, stage, Effort::Once));
    assert_eq!(check_stages(&others), is_right);
    if is_right {
        check_order(&answers, &others);
        check_signed_again(&request, &answers);
    } else {
        // No stage but the seven.
        let number = i32::from(input.head[at::CHOICE] as i8);
        if !(1..=7).contains(&number) {
            assert!(by_struct(&request, number, Effort::Once).is_err());
        }
    }
}

/// A URL that has been signed is signed again to the same bytes.
fn check_signed_again(request: &Request, answers: &[Answer; 7]) {
    if !request.is_without_nul() {
        return;
    }
    let url = text(answers, URL);
    let again = Request { endpoint: url.to_vec(), ..request.clone() };
    let whole = [url, b"?", text(answers, QUERY)].concat();
    let as_given = Request { endpoint: whole, dialect: model::AS_GIVEN, ..request.clone() };
    if url.contains(&b'?') {
        // A token in a list is checked, and in a URL it is a parameter.
        assert_eq!(by_url(&again, URL, Effort::Once).as_deref(), Ok(url));
        assert_eq!(by_url(&again, STRING_TO_SIGN, Effort::Once).as_deref(), Ok(text(answers, STRING_TO_SIGN)));
    } else {
        assert_eq!(by_url(&as_given, QUERY, Effort::Once).as_deref(), Ok(text(answers, QUERY)));
    }
}

/// Two lists, by two functions, and the function of 2009.
pub fn lists(input: &[u8]) {
    let input = Input::new(input);
    let request = input.request(5);
    let spare = input.head[at::SPARE];
    if !request.is_without_nul() {
        // The lists themselves may have NULs in them, where they divide.
        return lists_as_they_are(&input, &request);
    }
    let all = Lists::new(&request);
    let answers = stages(|stage| by_lists(&request, &all, stage, Effort::Rooms(spare)));
    let is_right = check_stages(&answers);
    let others = stages(|stage| by_struct_and_lists(&request, &all, stage, Effort::Rooms(spare / 2)));
    assert_eq!(answers, others);
    // The same request by the struct is the same, or is refused for the same reason.
    let structs = stages(|stage| by_struct(&request, stage, Effort::Once));
    assert_eq!(answers, structs);
    if is_right {
        let shuffled = request.shuffled(input.head[at::ORDER]);
        let lists = Lists::new(&shuffled);
        check_order(&answers, &stages(|stage| by_lists(&shuffled, &lists, stage, Effort::Once)));
    }
    of_2009(&input, &request);
}

/// Lists whose items need not be as many as is said.
fn lists_as_they_are(input: &Input<'_>, request: &Request) {
    let (names, values) = (input.text(5), input.text(6));
    let clean = |text: &[u8]| text.iter().copied().filter(|byte| *byte != 0).collect::<Vec<u8>>();
    let request = Request {
        method: clean(&request.method),
        endpoint: clean(&request.endpoint),
        access_key: clean(&request.access_key),
        session_token: clean(&request.session_token),
        secret: clean(&request.secret),
        pairs: Vec::new(),
        ..request.clone()
    };
    let items = |list: &[u8]| list.split(|&byte| byte == 0).map(<[u8]>::to_vec).collect::<Vec<_>>();
    let count = match input.head[at::CHOICE] {
        small @ 0..=199 => usize::from(small),
        200..=229 => items(names).len(),
        230..=239 => items(values).len(),
        240..=244 => usize::MAX,
        245..=249 => usize::MAX / 2,
        _ => i32::MAX as usize,
    };
    let lists = Lists { names: exact(names), values: exact(values), count };
    let answers = stages(|stage| by_lists(&request, &lists, stage, Effort::Once));
    let is_right = check_stages(&answers);
    assert_eq!(answers, stages(|stage| by_struct_and_lists(&request, &lists, stage, Effort::Once)));
    let none = count == 0 && names.is_empty() && values.is_empty();
    if is_right {
        let (names, values) = (items(names), items(values));
        assert!(none || names.len() == count && values.len() == count, "another count than was said");
        let pairs = if none { Vec::new() } else { names.into_iter().zip(values).collect() };
        assert_eq!(answers, stages(|stage| by_struct(&request.with(pairs.clone()), stage, Effort::Once)));
    }
}

/// The function that the library is named after. The endpoint is the region, the token the tag, the method the version.
fn of_2009(input: &Input<'_>, request: &Request) {
    let region = request.endpoint.strip_prefix(b"https://").unwrap_or(&request.endpoint);
    let region = region.strip_suffix(b"/").unwrap_or(region);
    let [region_text, key, secret, tag, version] =
        [region, &request.access_key, &request.secret, &request.session_token, &request.method].map(c);
    let optional = |text: &[u8], bit: u8| -> *const c_char {
        if input.head[at::CHOICE] & bit == 0 {
            null()
        } else {
            text.as_ptr().cast()
        }
    };
    let (tag_at, version_at) = (optional(&tag, 1), optional(&version, 2));
    let (held, lists) = (Held::new(request), Lists::new(request));
    let given = held.request();
    let marker = request.marker.as_deref();
    let by_lists = |stage: i32| {
        // SAFETY: the lists are as long as is said, and the other texts end in NUL.
        super::call::text(marker, Effort::Once, |out, cap| unsafe {
            aws_signed_request_render_lists(
                region_text.as_ptr().cast(),
                place(&lists.names, false),
                lists.names.len(),
                place(&lists.values, true),
                lists.values.len(),
                lists.count,
                key.as_ptr().cast(),
                secret.as_ptr().cast(),
                tag_at,
                version_at,
                request.unix_time,
                stage,
                out,
                cap,
            )
        })
    };
    let answers = stages(by_lists);
    let is_right = check_stages(&answers);
    // SAFETY: the array is as long as is said, and the other texts end in NUL.
    let by_array = super::call::text(marker, Effort::Rooms(3), |out, cap| unsafe {
        aws_signed_request(
            region_text.as_ptr().cast(),
            given.params,
            given.params_count,
            key.as_ptr().cast(),
            secret.as_ptr().cast(),
            tag_at,
            version_at,
            request.unix_time,
            out,
            cap,
        )
    });
    // SAFETY: as above.
    let by_its_lists = super::call::text(marker, Effort::Once, |out, cap| unsafe {
        aws_signed_request_lists(
            region_text.as_ptr().cast(),
            place(&lists.names, false),
            lists.names.len(),
            place(&lists.values, true),
            lists.values.len(),
            lists.count,
            key.as_ptr().cast(),
            secret.as_ptr().cast(),
            tag_at,
            version_at,
            request.unix_time,
            out,
            cap,
        )
    });
    assert_eq!(answers[URL as usize - 1], by_array);
    assert_eq!(by_array, by_its_lists);
    if is_right {
        let mut pairs = request.pairs.clone();
        let set: [&[u8]; 4] = [b"Service", b"AWSAccessKeyId", b"Timestamp", b"Version"];
        pairs.retain(|(name, _)| !set.contains(&&name[..]));
        let version = if version_at.is_null() { b"2011-08-01".to_vec() } else { request.method.clone() };
        pairs.push((b"Version".to_vec(), version));
        if !tag_at.is_null() {
            pairs.retain(|(name, _)| name != b"AssociateTag");
            pairs.push((b"AssociateTag".to_vec(), request.session_token.clone()));
        }
        let whole = Request {
            dialect: model::PRODUCT_ADVERTISING,
            flags: 0,
            method: Vec::new(),
            endpoint: [b"http://webservices.amazon.", region].concat(),
            session_token: Vec::new(),
            pairs,
            ..request.clone()
        };
        let signed = model::sign(&whole).expect("a request that is signed");
        assert_eq!(text(&answers, URL), signed.url.as_bytes());
    }
}

/// A URL as it is.
pub fn url(input: &[u8]) {
    let input = Input::new(input);
    let mut request = input.request(5);
    if [&request.method, &request.access_key, &request.secret].iter().any(|text| text.contains(&0)) {
        return;
    }
    request.session_token.clear();
    // The texts of the parameters are the query as it stands.
    let query = request.pairs.iter().flat_map(|(name, value)| [&name[..], value]).collect::<Vec<_>>().concat();
    if !query.is_empty() {
        request.endpoint = [&request.endpoint, &b"?"[..], &query].concat();
        request.pairs.clear();
    }
    let answers = stages(|stage| by_url(&request, stage, Effort::Rooms(input.head[at::SPARE])));
    if !check_stages(&answers) {
        // What is refused is not verified either.
        let unsigned_or_wrong = verify_url(&request, &request.endpoint);
        if request.dialect == model::AS_GIVEN {
            assert_ne!(unsigned_or_wrong, OK);
        }
        return;
    }
    // What is signed is what the query means.
    let mark = request.endpoint.iter().position(|byte| *byte == b'?').unwrap_or(request.endpoint.len());
    let (endpoint, query) = request.endpoint.split_at(mark);
    let mut pairs = model::parse_query(query.get(1..).unwrap_or_default());
    let added = model::added_names(request.dialect);
    let stamp = pairs.iter().find(|(name, value)| name == b"Timestamp" && !value.is_empty()).cloned();
    let key = pairs.iter().find(|(name, _)| name.ends_with(b"AccessKeyId")).cloned();
    pairs.retain(|(name, _)| !added.contains(&&name[..]));
    let mut whole = Request { endpoint: endpoint.to_vec(), ..request.with(pairs) };
    if let Some((_, value)) = key.filter(|(name, _)| added.contains(&&name[..])) {
        whole.access_key = value;
    }
    let signed = model::sign(&whole).expect("a request that is signed");
    // The model has a stamp of its own where the URL has one.
    let mut expected = signed.pairs.clone();
    if let Some(stamp) = stamp.filter(|_| added.contains(&&b"Timestamp"[..])) {
        expected.retain(|(name, _)| name != b"Timestamp");
        expected.push(stamp);
        expected.sort();
    }
    let model::Endpoint { scheme, host, path } = &signed.endpoint;
    let endpoint = format!("{scheme}://{host}{path}").into_bytes();
    let plain = Request { dialect: model::AS_GIVEN, pairs: expected, endpoint: endpoint.clone(), ..whole };
    let by_model = model::sign(&plain).expect("a request that is signed");
    assert_eq!(text(&answers, STRING_TO_SIGN), by_model.string_to_sign.as_bytes());
    assert_eq!(text(&answers, QUERY), by_model.query.as_bytes());
    check_signed_again(&Request { endpoint, ..request.clone() }, &answers);
    let sent = [text(&answers, URL), text(&answers, QUERY)];
    let sent = if sent[0].contains(&b'?') { sent[0].to_vec() } else { [sent[0], b"?", sent[1]].concat() };
    assert_eq!(verify_url(&request, &sent), OK);
}

/// Another signer, and what must be right.
pub fn signer(input: &[u8]) {
    let input = Input::new(input);
    let request = input.request(5);
    let answers = stages(|stage| by_struct(&request, stage, Effort::Once));
    let is_right = check_stages(&answers);
    if !is_right {
        assert!(!model::is_plain(&request), "refused, and nothing is wrong with it: {answers:?}");
        return;
    }
    let signed = model::sign(&request).expect("a request that is signed");
    assert_eq!(text(&answers, CANONICAL), signed.canonical.as_bytes());
    assert_eq!(text(&answers, STRING_TO_SIGN), signed.string_to_sign.as_bytes());
    assert_eq!(text(&answers, SIGNATURE), signed.signature.as_bytes());
    assert_eq!(text(&answers, QUERY), signed.query.as_bytes());
    assert_eq!(text(&answers, URL), signed.url.as_bytes());
    // By the other doors as well.
    if !request.is_without_nul() {
        return;
    }
    let lists = Lists::new(&request);
    assert_eq!(stages(|stage| by_lists(&request, &lists, stage, Effort::Once)), answers);
    // An old signature in a list is not looked at; a URL is UTF-8 as a whole.
    let is_utf8 = request.pairs.iter().all(|(_, value)| std::str::from_utf8(value).is_ok());
    if request.session_token.is_empty() && is_utf8 {
        let how = [&input.head[..], input.text(0)].concat();
        let url = [&request.endpoint, &b"?"[..], &model::write_query(&request.pairs, &how)].concat();
        let request = Request { endpoint: url, pairs: Vec::new(), ..request.clone() };
        assert_eq!(stages(|stage| by_url(&request, stage, Effort::Once)), answers);
    }
    if input.has(how::PREPARED) && request.flags & ANY_CREDENTIAL == 0 {
        let text_of = Request { prepared: false, ..request.clone() };
        assert_eq!(stages(|stage| by_struct(&text_of, stage, Effort::Once)), answers);
    }
}
