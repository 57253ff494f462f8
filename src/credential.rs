//! What a secret, an access key id or a session token may look like.
//!
//! A line break or a blank that was copied along with a key is a common cause of a wrong signature, and nothing in the
//! answer of a server points there. So such text is refused unless the caller says that it is meant.

use crate::error::{Error, Status};

/// The arguments that hold a credential, by the names under which errors speak of them.
#[derive(Clone, Copy)]
pub(crate) enum Credential {
    AccessKey,
    Secret,
    SessionToken,
}

impl Credential {
    pub(crate) fn status(self) -> Status {
        self.refused("").status()
    }

    fn refused(self, why: &'static str) -> Error {
        match self {
            Credential::AccessKey => Error::argument(Status::AccessKey, "access_key", why),
            Credential::Secret => Error::argument(Status::Secret, "secret", why),
            Credential::SessionToken => Error::argument(Status::SessionToken, "session_token", why),
        }
    }

    /// Checks `text`. With `any`, white space and control characters are let through, and in a secret, which is never
    /// sent, any bytes at all.
    pub(crate) fn check(self, text: &[u8], any: bool) -> Result<(), Error> {
        if text.is_empty() {
            return Err(self.refused("it is empty"));
        }
        // What AWS itself hands out is printable ASCII without a space, and needs no closer look.
        if text.iter().all(u8::is_ascii_graphic) || (any && matches!(self, Credential::Secret)) {
            return Ok(());
        }
        let Ok(text) = core::str::from_utf8(text) else {
            return Err(self.refused("it is not valid UTF-8"));
        };
        if any {
            return Ok(());
        }
        if text.starts_with(is_blank) {
            return Err(self.refused("it begins with white space"));
        }
        if text.ends_with(is_blank) {
            return Err(self.refused("it ends with white space"));
        }
        if text.contains(char::is_control) {
            return Err(self.refused("it has a control character in it"));
        }
        Ok(())
    }
}

/// White space, and the two invisible characters that come along when text is copied from pages and editors.
fn is_blank(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{200B}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &[u8], any: bool) -> Result<(), String> {
        Credential::Secret.check(text, any).map_err(|error| error.to_string())
    }

    #[test]
    fn clean_text_is_taken() {
        for text in ["1", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "s\u{e9}cret", "inner space", "a\u{a0}b"] {
            assert_eq!(check(text.as_bytes(), false), Ok(()));
        }
    }

    #[test]
    fn what_was_copied_along_is_refused_unless_it_is_meant() {
        for (text, why) in [
            ("\u{feff}key", "it begins with white space"),
            (" key", "it begins with white space"),
            ("key ", "it ends with white space"),
            ("key\n", "it ends with white space"),
            ("key\u{a0}", "it ends with white space"),
            ("k\u{200b}ey\u{200b}", "it ends with white space"),
            ("k\0ey", "it has a control character in it"),
            ("k\u{85}ey", "it has a control character in it"),
            ("k\tey", "it has a control character in it"),
        ] {
            assert_eq!(check(text.as_bytes(), false), Err(format!("secret: {why}")), "{text:?}");
            assert_eq!(check(text.as_bytes(), true), Ok(()));
            assert_eq!(Credential::AccessKey.check(text.as_bytes(), true), Ok(()));
        }
        assert_eq!(check(b"k\xff", false), Err("secret: it is not valid UTF-8".to_owned()));
        assert_eq!(check(b"k\xff", true), Ok(()));
        assert!(Credential::AccessKey.check(b"k\xff", true).is_err());
        assert!(Credential::SessionToken.check(b"k\xff", true).is_err());
    }

    #[test]
    fn empty_is_never_taken() {
        assert_eq!(check(b"", false), Err("secret: it is empty".to_owned()));
        assert_eq!(check(b"", true), Err("secret: it is empty".to_owned()));
    }
}
