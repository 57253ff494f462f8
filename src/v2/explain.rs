//! The whole way from the parameters to the signed request, for people: a numbered step for each text.
//!
//! A heading stands at the beginning of its line, with the number of the step; what belongs to it is indented. Names and
//! values are shown as [`crate::shown`] says, and all else is what it is on the wire, which is printable ASCII, so nothing
//! in a request can make a line of its own. The secret is not among what is shown.

use super::canonical;
use super::dialect::SIGNATURE;
use super::string_to_sign::Head;
use crate::error::Error;
use crate::mac::{Key, Signature};
use crate::output::Output;
use crate::param::{Param, ADDED};
use crate::params::Params;
use crate::shown::push_quoted;

const INDENT: &[u8] = b"\n   ";

/// Why a parameter is not signed as it was given: what is written behind it.
pub(super) type LeftOut = &'static [u8];

pub(super) const OLD_SIGNATURE: LeftOut = b"left out: the new one takes its place";
pub(super) const EMPTY_STAMP: LeftOut = b"left out: it is empty, so that the time is added";
pub(super) const SET_ITSELF: LeftOut = b"left out: the function sets it itself";

/// Writes the parameters as they were given, in the caller's order.
#[cold]
#[inline(never)]
pub(super) fn write_given(params: &Params<'_>, left_out: impl Fn(&Param<'_>) -> Option<LeftOut>, out: &mut Output<'_>) {
    out.push(b"1. The parameters as they were given, decoded");
    for param in params.as_slice() {
        write_decoded(param, left_out(param).unwrap_or_default(), out);
    }
}

/// Writes the parameters that were added, in the order in which they were.
#[cold]
#[inline(never)]
pub(super) fn write_added(params: &Params<'_>, out: &mut Output<'_>) {
    for param in params.as_slice().iter().filter(|param| param.index == ADDED) {
        write_decoded(param, b"added", out);
    }
}

fn write_decoded(param: &Param<'_>, mark: &[u8], out: &mut Output<'_>) {
    out.push(INDENT);
    push_quoted(param.name(), out);
    out.push(b" = ");
    push_quoted(param.value(), out);
    if !mark.is_empty() {
        out.push_all([b" (", mark, b")"]);
    }
}

/// Writes all that follows, of parameters that are sorted.
#[cold]
#[inline(never)]
pub(super) fn write_rest(
    head: &Head<'_>,
    params: &Params<'_>,
    query_travels: bool,
    key: &Key,
    out: &mut Output<'_>,
) -> Result<(), Error> {
    // This finds whatever is wrong with the texts, before any of them is encoded.
    let signature = head.sign(params, key)?;

    out.push(b"\n2. Sorted by the bytes of their names, then of their values");
    for param in params.as_slice() {
        write_decoded(param, b"", out);
    }
    out.push(b"\n3. Percent-encoded");
    for param in params.as_slice() {
        out.push(INDENT);
        param.name().push_encoded(out);
        out.push_byte(b'=');
        param.value().push_encoded(out);
    }

    out.push(b"\n4. The string to sign: method, host, path, and the encoded parameters joined by &; \\n is a newline");
    out.push_all([INDENT, head.method.as_bytes(), b"\\n", INDENT]);
    head.endpoint.write_host(out);
    out.push_all([b"\\n", INDENT, head.endpoint.path(), b"\\n", INDENT]);
    if params.as_slice().is_empty() {
        out.push(b"(nothing)");
    }
    canonical::write(params, out)?;

    out.push_all([
        b"\n5. The signature: ",
        key.algorithm().name(),
        b" of that under the secret, in Base64; percent-encoded",
    ]);
    out.push(INDENT);
    signature.write(out);
    out.push(INDENT);
    signature.write_encoded(out);

    out.push(if query_travels {
        b"\n6. The signed query, which follows the ? of the URL"
    } else {
        b"\n6. The signed query, which is the body of the request"
    });
    out.push(INDENT);
    write_query(params, &signature, out)?;

    out.push(b"\n7. The request");
    out.push_all([INDENT, head.method.as_bytes(), b" "]);
    head.endpoint.write(out);
    if query_travels {
        out.push_byte(b'?');
    } else {
        out.push_all([INDENT, b"Content-Type: application/x-www-form-urlencoded; charset=utf-8", INDENT]);
    }
    write_query(params, &signature, out)
}

fn write_query(params: &Params<'_>, signature: &Signature, out: &mut Output<'_>) -> Result<(), Error> {
    canonical::write(params, out)?;
    if !params.as_slice().is_empty() {
        out.push_byte(b'&');
    }
    out.push_all([SIGNATURE, b"="]);
    signature.write_encoded(out);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::v2::{Dialect, Flag, Flags, ProductAdvertising, Request, Secret, Stage};
    use crate::{Door, Lists, Query};

    const SECRET: &str = "recognisable+SECRET/text";

    fn request<'a>(method: &'a str, endpoint: &'a str) -> Request<'a> {
        Request {
            method: method.as_bytes(),
            endpoint: endpoint.as_bytes(),
            access_key: b"AKID",
            secret: Secret::Text(SECRET.as_bytes()),
            unix_time: 1_317_655_170,
            dialect: Dialect::AwsQuery,
            ..Request::default()
        }
    }

    fn text<D: Door + ?Sized>(request: &Request<'_>, door: &D, stage: Stage) -> String {
        let text = request.text(door, stage).unwrap();
        assert!(!text.contains(SECRET));
        text
    }

    /// Of a whole explanation, the lines of one step.
    fn step(text: &str, number: usize) -> Vec<&str> {
        let start = format!("{number}. ");
        let lines = text.lines().skip_while(|line| !line.starts_with(&start)).skip(1);
        lines.take_while(|line| line.starts_with("   ")).map(|line| &line[3..]).collect()
    }

    #[test]
    fn every_step_of_a_get() {
        let params = [("Version", "2009-04-15"), ("Signature", "old"), ("Action", "List Domains")];
        let request = request("get", "HTTPS://SDB.amazonaws.com:443");
        let text_of = |stage| text(&request, params.as_slice(), stage);
        let canonical = "AWSAccessKeyId=AKID&Action=List%20Domains&SignatureMethod=HmacSHA256&SignatureVersion=2\
                         &Timestamp=2011-10-03T15%3A19%3A30Z&Version=2009-04-15";
        let (signature, query, url) = (text_of(Stage::Signature), text_of(Stage::Query), text_of(Stage::Url));
        let encoded = query.rsplit('=').next().unwrap();
        let expected = format!(
            r#"1. The parameters as they were given, decoded
   "Version" = "2009-04-15"
   "Signature" = "old" (left out: the new one takes its place)
   "Action" = "List Domains"
   "AWSAccessKeyId" = "AKID" (added)
   "Timestamp" = "2011-10-03T15:19:30Z" (added)
   "SignatureMethod" = "HmacSHA256" (added)
   "SignatureVersion" = "2" (added)
2. Sorted by the bytes of their names, then of their values
   "AWSAccessKeyId" = "AKID"
   "Action" = "List Domains"
   "SignatureMethod" = "HmacSHA256"
   "SignatureVersion" = "2"
   "Timestamp" = "2011-10-03T15:19:30Z"
   "Version" = "2009-04-15"
3. Percent-encoded
   AWSAccessKeyId=AKID
   Action=List%20Domains
   SignatureMethod=HmacSHA256
   SignatureVersion=2
   Timestamp=2011-10-03T15%3A19%3A30Z
   Version=2009-04-15
4. The string to sign: method, host, path, and the encoded parameters joined by &; \n is a newline
   GET\n
   sdb.amazonaws.com\n
   /\n
   {canonical}
5. The signature: HmacSHA256 of that under the secret, in Base64; percent-encoded
   {signature}
   {encoded}
6. The signed query, which follows the ? of the URL
   {canonical}&Signature={encoded}
7. The request
   GET https://sdb.amazonaws.com/?{canonical}&Signature={encoded}"#
        );
        assert_eq!(text_of(Stage::Explain), expected);
        assert_eq!(text_of(Stage::Canonical), canonical);
        assert_eq!(url, format!("https://sdb.amazonaws.com/?{canonical}&Signature={encoded}"));
    }

    #[test]
    fn a_post_in_the_body_and_one_in_the_url() {
        let params = [("a", "1")];
        let sha1 = Flags::default().with(Flag::HmacSha1);
        let request = Request { dialect: Dialect::AsGiven, flags: sha1, ..request("POST", "http://h/p") };
        let explained = text(&request, params.as_slice(), Stage::Explain);
        let query = text(&request, params.as_slice(), Stage::Query);
        let content_type = "Content-Type: application/x-www-form-urlencoded; charset=utf-8";
        assert_eq!(step(&explained, 7), ["POST http://h/p", content_type, &query]);
        assert!(explained.contains("\n6. The signed query, which is the body of the request\n"));
        assert!(explained.contains("\n5. The signature: HmacSHA1 of "));

        let request = Request { dialect: Dialect::Htx, ..request };
        let explained = text(&request, params.as_slice(), Stage::Explain);
        assert_eq!(step(&explained, 7), [format!("POST {}", text(&request, params.as_slice(), Stage::Url))]);
    }

    #[test]
    fn no_parameters() {
        let request = Request { dialect: Dialect::AsGiven, ..request("", "ws://h") };
        let none: &[(&str, &str)] = &[];
        let explained = text(&request, none, Stage::Explain);
        assert_eq!([1, 2, 3].map(|number| step(&explained, number).len()), [0; 3]);
        assert_eq!(step(&explained, 4), ["GET\\n", "h\\n", "/\\n", "(nothing)"]);
        assert_eq!(step(&explained, 7), [format!("GET {}", text(&request, none, Stage::Url))]);
    }

    #[test]
    fn what_is_given_cannot_make_a_line_of_its_own() {
        let params = [
            ("x\n2. Sorted", "\" = \"\r\n   \"admin\" = \"1\" (added)\u{2028}\u{202e}\u{85}\0\x1b[2J"),
            ("\u{e9}", "\\n"),
        ];
        let request = Request { dialect: Dialect::AsGiven, ..request("GET", "http://h/") };
        let explained = text(&request, params.as_slice(), Stage::Explain);
        assert!(explained.bytes().all(|byte| byte == b'\n' || (b' '..=b'~').contains(&byte)));
        assert_eq!(
            step(&explained, 1),
            [
                r#""x\n2. Sorted" = "\" = \"\r\n   \"admin\" = \"1\" (added)\u{2028}\u{202E}\u{85}\u{0}\u{1B}[2J""#,
                r#""\u{E9}" = "\\n""#
            ]
        );
        assert_eq!(explained.lines().filter(|line| !line.starts_with("   ")).count(), 7);
    }

    /// What is left out is not looked at otherwise, so it need not be UTF-8.
    #[test]
    fn a_signature_that_is_no_text() {
        let lists = Lists { names: b"Signature", values: b"\xff\n", count: 1 };
        let explained = text(&request("", "http://h/"), &lists, Stage::Explain);
        assert_eq!(step(&explained, 1)[0], r#""Signature" = "\xFF\n" (left out: the new one takes its place)"#);
    }

    #[test]
    fn a_url_keeps_what_is_there_and_fills_its_stamp() {
        let url = "http://h/?b=%20+%C3%A9&&Timestamp=&AWSAccessKeyId=AKID&%53ignature=x";
        let request = request("", url);
        let mut room = [0; 2000];
        let len = request.render_url(Stage::Explain, &mut room).unwrap();
        let explained = std::str::from_utf8(&room[..len]).unwrap();
        assert_eq!(
            step(explained, 1),
            [
                r#""b" = "  \u{E9}""#,
                r#""Timestamp" = "" (left out: it is empty, so that the time is added)"#,
                r#""AWSAccessKeyId" = "AKID""#,
                r#""Signature" = "x" (left out: the new one takes its place)"#,
                r#""Timestamp" = "2011-10-03T15:19:30Z" (added)"#,
                r#""SignatureMethod" = "HmacSHA256" (added)"#,
                r#""SignatureVersion" = "2" (added)"#,
            ]
        );
        // Where nothing is added, nothing is filled.
        let given = Request { dialect: Dialect::AsGiven, ..request };
        let len = given.render_url(Stage::Explain, &mut room).unwrap();
        let explained = std::str::from_utf8(&room[..len]).unwrap();
        assert_eq!(step(explained, 1)[1], r#""Timestamp" = """#);
        assert_eq!(step(explained, 3)[2], "b=%20%20%C3%A9");
    }

    #[test]
    fn the_function_of_2009_says_what_it_replaces() {
        let params = [("Version", "mine"), ("AssociateTag", "mine"), ("Signature", "old"), ("Keywords", "x")];
        let call = ProductAdvertising {
            region: b"com",
            public_key: b"AKID",
            private_key: Secret::Text(SECRET.as_bytes()),
            associate_tag: Some(b"tag"),
            ..ProductAdvertising::default()
        };
        let explained = call.text(params.as_slice(), Stage::Explain).unwrap();
        let lines = step(&explained, 1);
        assert_eq!(
            lines[..6],
            [
                r#""Version" = "mine" (left out: the function sets it itself)"#,
                r#""AssociateTag" = "mine" (left out: the function sets it itself)"#,
                r#""Signature" = "old" (left out: the new one takes its place)"#,
                r#""Keywords" = "x""#,
                r#""Version" = "2011-08-01" (added)"#,
                r#""AssociateTag" = "tag" (added)"#,
            ]
        );
        assert_eq!(lines.len(), 9);
        let own = ProductAdvertising { associate_tag: None, ..call }.text(params.as_slice(), Stage::Explain).unwrap();
        assert_eq!(step(&own, 1)[1], r#""AssociateTag" = "mine""#);
        assert!(!explained.contains(SECRET));
    }

    /// It is refused as every other stage is, and for the same reason.
    #[test]
    fn a_bad_request_has_no_explanation() {
        let good = [("a", "1")];
        let bad = [(&b"a"[..], &b"\xff"[..])];
        let error = |request: &Request<'_>, stage| request.text(good.as_slice(), stage).unwrap_err().to_string();
        for request in [
            Request { secret: Secret::Text(b"secret\n"), ..request("", "http://h/") },
            Request { unix_time: -1, ..request("", "http://h/") },
            request("G T", "http://h/"),
            request("", "ftp://h/"),
        ] {
            assert_eq!(error(&request, Stage::Explain), error(&request, Stage::Query));
        }
        let error = |stage| request("", "http://h/").text(bad.as_slice(), stage).unwrap_err().to_string();
        assert_eq!(error(Stage::Explain), error(Stage::Canonical));
        assert!(request("", "http://h/").text(&Query::new(b"a=%"), Stage::Explain).is_err());
    }

    /// Each of many parameters is written a few times, and no list is searched for each of them.
    #[test]
    fn many_parameters() {
        let pairs: Vec<(String, String)> = (0..50_000).rev().map(|n| (format!("p{n:05}"), "x y".repeat(9))).collect();
        let request = Request { dialect: Dialect::AsGiven, ..request("", "http://h/") };
        let explained = text(&request, pairs.as_slice(), Stage::Explain);
        assert!(step(&explained, 1)[0].starts_with("\"p49999\""));
        assert!(step(&explained, 2)[0].starts_with("\"p00000\""));
        assert_eq!(step(&explained, 3).len(), 50_000);
        let mut small = [0; 100];
        assert_eq!(request.render(pairs.as_slice(), Stage::Explain, &mut small).unwrap(), explained.len());
    }
}
