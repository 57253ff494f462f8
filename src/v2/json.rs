//! The fields of a JSON object (RFC 8259), as far as a signer takes them for parameters: names, and values as text.

use crate::output::Output;

/// Cuts `len` bytes off the front of `room`.
fn cut<'m>(room: &mut &'m mut [u8], len: usize) -> Option<&'m mut [u8]> {
    let (front, back) = core::mem::take(room).split_at_mut_checked(len)?;
    *room = back;
    Some(front)
}

/// Hands every field of the object `text` to `take`: the name, and the value, a string without its quotes and escapes and
/// anything else as it is written. Stops at what is not JSON, and where `take` says so. `room` is where the texts are kept;
/// it has to be as long as `text`.
pub(super) fn fields<'m>(
    text: &[u8],
    mut room: &'m mut [u8],
    mut take: impl FnMut(&'m [u8], &'m [u8]) -> Option<()>,
) -> Option<()> {
    let mut rest = text.trim_ascii_start().strip_prefix(b"{")?;
    loop {
        let (name, behind) = string(rest.trim_ascii_start(), &mut room)?;
        let behind = behind.trim_ascii_start().strip_prefix(b":")?.trim_ascii_start();
        let value;
        (value, rest) = match behind.first() {
            Some(b'"') => string(behind, &mut room)?,
            _ => other(behind, &mut room)?,
        };
        take(name, value)?;
        rest = rest.trim_ascii_start().strip_prefix(b",")?;
    }
}

/// Reads a string; returns it decoded, and what is behind it.
fn string<'m, 't>(text: &'t [u8], room: &mut &'m mut [u8]) -> Option<(&'m [u8], &'t [u8])> {
    let text = text.strip_prefix(b"\"")?;
    let mut escaped = false;
    let end = text.iter().position(|&byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })?;
    let (written, behind) = (text.get(..end)?, text.get(end + 1..)?);
    let room = cut(room, written.len())?;
    let mut out = Output::new(room);
    let mut rest = written;
    while let Some((byte, behind)) = rest.split_first() {
        rest = behind;
        if *byte != b'\\' {
            out.push_byte(*byte);
            continue;
        }
        let (escape, behind) = rest.split_first()?;
        rest = behind;
        match escape {
            b'b' => out.push_byte(8),
            b'f' => out.push_byte(12),
            b'n' => out.push_byte(b'\n'),
            b'r' => out.push_byte(b'\r'),
            b't' => out.push_byte(b'\t'),
            b'u' => {
                let (unit, behind) = code_unit(rest)?;
                rest = behind;
                let low = rest.strip_prefix(b"\\u").and_then(code_unit);
                let (char, behind) = match (char::decode_utf16([unit]).next()?, low) {
                    (Ok(char), _) => (char, rest),
                    (Err(_), Some((low, behind))) => (char::decode_utf16([unit, low]).next()?.ok()?, behind),
                    (Err(_), None) => return None,
                };
                rest = behind;
                out.push(char.encode_utf8(&mut [0; 4]).as_bytes());
            }
            byte => out.push_byte(*byte),
        }
    }
    let len = out.len();
    Some((room.get(..len)?, behind))
}

/// Reads the four digits of an escape.
fn code_unit(text: &[u8]) -> Option<(u16, &[u8])> {
    let (digits, behind) = text.split_at_checked(4)?;
    let unit = digits.iter().try_fold(0, |unit, byte| Some(unit << 4 | char::from(*byte).to_digit(16)?))?;
    Some((u16::try_from(unit).ok()?, behind))
}

/// Reads a value that is not a string, as it is written; returns it, and what is behind it.
fn other<'m, 't>(text: &'t [u8], room: &mut &'m mut [u8]) -> Option<(&'m [u8], &'t [u8])> {
    let (mut depth, mut quoted, mut escaped) = (0_u32, false, false);
    let end = text.iter().position(|&byte| {
        let was_escaped = core::mem::replace(&mut escaped, false);
        match byte {
            b'"' if !was_escaped => quoted = !quoted,
            b'\\' if quoted => escaped = !was_escaped,
            _ if quoted => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth > 0 => depth -= 1,
            b'}' | b',' if depth == 0 => return true,
            _ => {}
        }
        false
    })?;
    let (written, behind) = text.split_at_checked(end)?;
    let written = written.trim_ascii_end();
    let room = cut(room, written.len())?;
    room.copy_from_slice(written);
    Some((room, behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, String)> {
        let mut room = vec![0; text.len()];
        let mut found = Vec::new();
        let text_of = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let _ = fields(text.as_bytes(), &mut room, |name, value| {
            found.push((text_of(name), text_of(value)));
            Some(())
        });
        found
    }

    /// serde_json answers.
    #[test]
    fn fields_are_those_that_serde_json_reads() {
        for text in [
            r#"{"account-id":"100009","amount":"10.1","source":"api","symbol":"ethusdt","type":"buy-limit"}"#,
            r#" { "a" : 1 , "b":-1.5e3, "c":true,"d":null , "e":"x\"y\\z\/\u00e9\ud83d\ude00\n" } "#,
            r#"{"a":[1,{"b":"},"}],"c":{"d":[]},"e":"\\"}"#,
            "{}",
            r#"{"a":""}"#,
        ] {
            let parsed: serde_json::Map<String, serde_json::Value> = serde_json::from_str(text).unwrap();
            let mut found = read(text);
            found.sort();
            let mut expected: Vec<(String, String)> = (parsed.iter())
                .map(|(name, value)| (name.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
                .collect();
            expected.sort();
            if text.contains("1.5e3") {
                // Numbers stay as they are written.
                assert_eq!(found[1], ("b".to_owned(), "-1.5e3".to_owned()));
                found.remove(1);
                expected.remove(1);
            }
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_object_has_no_fields_and_what_is_cut_off_has_those_before() {
        for text in
            ["", "[]", "1", "x", "{", "{\"a", "{\"a\"", "{\"a\":", "{\"a\":\"b", r#"{"a":"\ud83d"}"#, r#"{"a":"\u12"}"#]
        {
            assert_eq!(read(text), [], "{text}");
        }
        assert_eq!(read(r#"{"a":"b","c"#), [("a".to_owned(), "b".to_owned())]);
    }
}
