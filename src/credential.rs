//! What a secret, an access key id or a session token may look like.
//!
//! A line break or a blank that was copied along with a key is a common cause of a wrong signature, and nothing in the
//! answer of a server points there. So such text is refused unless the caller says that it is meant.

use crate::error::{Error, Status};
use crate::text::Text;

/// The arguments that hold a credential, by the names under which errors speak of them.
#[derive(Clone, Copy)]
pub(crate) enum Credential {
    AccessKey,
    Secret,
    SessionToken,
}

impl Credential {
    /// The status of a refusal.
    pub(crate) fn status(self) -> Status {
        match self {
            Credential::AccessKey => Status::AccessKey,
            Credential::Secret => Status::Secret,
            Credential::SessionToken => Status::SessionToken,
        }
    }

    fn argument(self) -> &'static str {
        match self {
            Credential::AccessKey => "access_key",
            Credential::Secret => "secret",
            Credential::SessionToken => "session_token",
        }
    }

    /// Checks a text that is an argument.
    pub(crate) fn check(self, text: &[u8], any: bool) -> Result<(), Error> {
        match self.fault(Text::plain(text), any) {
            None => Ok(()),
            Some(why) => Err(Error::argument(self.status(), self.argument(), why)),
        }
    }

    /// What is wrong with `text`. With `any`, white space and control characters are let through, and in a secret, which is
    /// never sent, any bytes at all.
    #[inline]
    pub(crate) fn fault(self, text: Text<'_>, any: bool) -> Option<&'static str> {
        if text.is_empty() {
            return Some("it is empty");
        }
        // What AWS itself hands out is printable ASCII without a space, and needs no closer look.
        if text.is_graphic() || (any && matches!(self, Credential::Secret)) {
            return None;
        }
        if text.utf8_fault().is_some() {
            return Some("it is not valid UTF-8");
        }
        if any {
            return None;
        }
        if text.chars().next().is_some_and(is_blank) {
            return Some("it begins with white space");
        }
        if text.chars().last().is_some_and(is_blank) {
            return Some("it ends with white space");
        }
        text.chars().any(char::is_control).then_some("it has a control character in it")
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
