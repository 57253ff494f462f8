//! The C functions. Each is a few lines: take the arguments apart, call the safe code, hand the text over.
//!
//! What every caller promises is said once, in the first chapter of the header: a pointer that is not NULL points to as
//! many readable bytes (for `out`: writable bytes) as the length beside it says, or to a NUL-terminated text where a
//! function says so, and nothing changes them during the call. The `SAFETY:` lines below lean on that promise.

// The header is where C programmers read what they must uphold, so it is not said again as a Rust section per function.
#![allow(clippy::missing_safety_doc)]

mod types;
mod util;
mod v2;
mod v2_diagnose;
mod v2_verify;

pub use types::*;
pub use util::*;
pub use v2::*;
pub use v2_diagnose::*;
pub use v2_verify::*;

use crate::error::{Error, Status};
use crate::params::MOST_BYTES;
use crate::{Algorithm, Key};
use core::ffi::CStr;
use libc::{c_char, size_t};
use std::panic::{catch_unwind, AssertUnwindSafe};

/// The largest length that crosses the boundary in either direction.
const LARGEST: usize = MOST_BYTES as usize;

/// Room for the longest text and its NUL, or, where the address space is small, the largest room there can be.
const LARGEST_ROOM: usize = if (LARGEST as u64) < isize::MAX as u64 { LARGEST + 1 } else { LARGEST };

/// Runs `call` so that a panic, which would be a defect of this library, ends as a status and never in the caller. (A Rust
/// program that is built to abort on panics aborts all the same; the library's own release profile unwinds.)
fn guard<T>(call: impl FnOnce() -> Result<T, Error>) -> Result<T, Status> {
    // What a panic leaves half done is the caller's buffer, which is cleared, and locals, which are dropped.
    let mut result = Err(Status::Panic);
    let _ = catch_unwind(AssertUnwindSafe(|| result = call().map_err(|error| error.status())));
    result
}

/// The one protocol of all functions that write text: see the header. `write` is given the room but for the NUL, and
/// returns the length of the whole text, whether it fitted or not.
///
/// # Safety
/// `out` is NULL or has `out_cap` writable bytes that nothing else reads or writes during the call.
unsafe fn deliver(out: *mut c_char, out_cap: size_t, write: impl FnOnce(&mut [u8]) -> Result<usize, Error>) -> i32 {
    if out.is_null() && out_cap > 0 {
        return Status::Null.code();
    }
    // No object is larger than half of the address space, so such a capacity is a mistake, and nothing is written.
    if isize::try_from(out_cap).is_err() {
        return Status::TooLarge.code();
    }
    let room: &mut [u8] = match out_cap.min(LARGEST_ROOM) {
        0 => &mut [],
        // SAFETY: `out` is not NULL and has `out_cap` bytes by this function's contract. They may be unset as far as C is
        // concerned; they are only ever read after they have been written.
        cap => unsafe { core::slice::from_raw_parts_mut(out.cast(), cap) },
    };
    let text_room = room.len().saturating_sub(1);
    let result = guard(|| write(&mut room[..text_room])).and_then(|len| match i32::try_from(len) {
        Ok(code) => Ok((len, code)),
        Err(_) => Err(Status::TooLarge),
    });
    let (end, code) = match result {
        Ok((len, code)) if len < room.len() => (len, code),
        Ok((_, code)) => (0, code),
        Err(status) => (0, status.code()),
    };
    if let Some(nul) = room.get_mut(end) {
        *nul = 0;
    }
    code
}

/// What `data` and `count` point to; (NULL, 0) is nothing. None if nothing can be there: see [`not_there`].
///
/// # Safety
/// `data` is NULL or has `count` items that nothing changes as long as they are used.
#[inline]
unsafe fn view<'a, T>(data: *const T, count: size_t) -> Option<&'a [T]> {
    if count == 0 {
        return Some(&[]);
    }
    if data.is_null() || !data.is_aligned() || count > LARGEST / size_of::<T>() {
        return None;
    }
    // SAFETY: `data` is not NULL, is aligned, and has `count` items by this function's contract, fewer than fill the
    // address space.
    Some(unsafe { core::slice::from_raw_parts(data, count) })
}

/// The sentences for a text or array that cannot be there: it has a length but no address, or it is too large.
struct Absent {
    null: &'static str,
    too_large: &'static str,
}

const ARGUMENT: Absent = Absent {
    null: "it is NULL or misaligned, but its length is not 0",
    too_large: "it is larger than 2147483647 bytes",
};

/// Why [`view`] gave nothing.
#[cold]
fn not_there<T>(data: *const T, absent: &Absent) -> (Status, &'static str) {
    if data.is_null() || !data.is_aligned() {
        (Status::Null, absent.null)
    } else {
        (Status::TooLarge, absent.too_large)
    }
}

/// The items of an array.
///
/// # Safety
/// As [`view`].
unsafe fn array<'a, T>(data: *const T, count: size_t, argument: &'static str) -> Result<&'a [T], Error> {
    // SAFETY: by this function's contract.
    unsafe { view(data, count) }.ok_or_else(|| {
        let (status, why) = not_there(data, &ARGUMENT);
        Error::argument(status, argument, why)
    })
}

/// The items of an array that is to be written.
///
/// # Safety
/// As [`view`], and nothing else reads or writes the items as long as they are used.
unsafe fn array_mut<'a, T>(data: *mut T, count: size_t, argument: &'static str) -> Result<&'a mut [T], Error> {
    // SAFETY: by this function's contract.
    let len = unsafe { array(data.cast_const(), count, argument) }?.len();
    if len == 0 {
        return Ok(&mut []);
    }
    // SAFETY: there are so many items, as `array` has found, and nothing else uses them.
    Ok(unsafe { core::slice::from_raw_parts_mut(data, len) })
}

/// The bytes of a text with a length.
///
/// # Safety
/// As [`view`].
unsafe fn bytes<'a>(data: *const c_char, len: size_t, argument: &'static str) -> Result<&'a [u8], Error> {
    // SAFETY: by this function's contract; a C character is a byte.
    unsafe { array(data.cast(), len, argument) }
}

/// The bytes of a NUL-terminated text that may be NULL.
///
/// # Safety
/// `data` is NULL or ends in NUL, and nothing changes it as long as it is used.
unsafe fn optional_text<'a>(data: *const c_char, argument: &'static str) -> Result<Option<&'a [u8]>, Error> {
    if data.is_null() {
        return Ok(None);
    }
    // SAFETY: `data` is not NULL and ends in NUL by this function's contract.
    let text = unsafe { CStr::from_ptr(data) }.to_bytes();
    if text.len() > LARGEST {
        return Err(Error::argument(Status::TooLarge, argument, "it is larger than 2147483647 bytes"));
    }
    Ok(Some(text))
}

/// The bytes of a NUL-terminated text that must be there.
///
/// # Safety
/// As [`optional_text`].
unsafe fn required_text<'a>(data: *const c_char, argument: &'static str) -> Result<&'a [u8], Error> {
    // SAFETY: by this function's contract.
    let text = unsafe { optional_text(data, argument) }?;
    text.ok_or_else(|| Error::argument(Status::Null, argument, "it is NULL"))
}

/// The struct behind a pointer that must not be NULL.
///
/// # Safety
/// `data` is NULL or points to a `T` that nothing changes as long as it is used.
unsafe fn reference<'a, T>(data: *const T, argument: &'static str) -> Result<&'a T, Error> {
    // SAFETY: by this function's contract.
    match unsafe { view(data, 1) } {
        Some([item]) => Ok(item),
        _ => Err(Error::argument(Status::Null, argument, "it is NULL or misaligned")),
    }
}

/// The mark of an `asr_key` that `asr_key_init` made, in a place that the key itself does not use.
const KEY_MARK: u64 = u64::from_le_bytes(*b"asr_key1");
const KEY_MARK_AT: usize = 15;

// A Key must fit before its mark, and where a u64 may stand; it owns nothing outside itself, so it may be copied as bytes
// and forgotten.
const _: () = assert!(size_of::<Key>() <= KEY_MARK_AT * 8 && align_of::<Key>() <= align_of::<u64>());

impl PreparedKey {
    const EMPTY: PreparedKey = PreparedKey { opaque: [0; 16] };

    /// Prepares a secret where the key is to stay.
    fn prepare(&mut self, algorithm: Algorithm, secret: &[u8]) {
        // SAFETY: the assertion above says that the room is large enough and aligned for a Key; and a Key is integers
        // alone, for which any bytes will do.
        unsafe { &mut *self.opaque.as_mut_ptr().cast::<Key>() }.prepare(algorithm, secret);
        self.opaque[KEY_MARK_AT] = KEY_MARK;
    }

    fn key(&self) -> Result<&Key, Error> {
        if self.opaque[KEY_MARK_AT] != KEY_MARK {
            return Err(Error::argument(Status::Key, "key", "it was not made by asr_key_init"));
        }
        // SAFETY: the mark says that a Key was written here; and a Key is integers alone, for which any bytes will do.
        Ok(unsafe { &*self.opaque.as_ptr().cast::<Key>() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_ends_at_the_guard_and_leaves_the_empty_text() {
        let mut out = *b"untouched";
        // SAFETY: `out` is as long as is said.
        let code = unsafe { deliver(out.as_mut_ptr().cast(), out.len(), |_| panic!("expected by a test")) };
        assert_eq!(code, Status::Panic.code());
        assert_eq!(&out, b"\0ntouched");
        assert_eq!(guard(|| -> Result<(), Error> { panic!("expected by a test") }), Err(Status::Panic));
    }

    #[test]
    fn a_length_beyond_int32_is_a_status() {
        let mut out = *b"?";
        // SAFETY: `out` is as long as is said.
        let code = unsafe { deliver(out.as_mut_ptr().cast(), 1, |_| Ok(LARGEST + 1)) };
        assert_eq!((code, out), (Status::TooLarge.code(), [0]));
        // SAFETY: no byte is written.
        assert_eq!(unsafe { deliver(core::ptr::null_mut(), 0, |_| Ok(LARGEST)) }, i32::MAX);
    }

    #[test]
    fn a_key_survives_its_journey_as_bytes() {
        let mut bytes = PreparedKey::EMPTY;
        for algorithm in [Algorithm::HmacSha256, Algorithm::HmacSha1] {
            bytes.prepare(algorithm, b"secret");
            let copy = bytes;
            let expected = Key::from_any_bytes(algorithm, b"secret").sign(b"text");
            assert_eq!(copy.key().unwrap().sign(b"text").text(), expected.text());
        }
        bytes.opaque[KEY_MARK_AT] = 0;
        assert_eq!(bytes.key().err().map(|error| error.status()), Some(Status::Key));
        assert!(PreparedKey::EMPTY.key().is_err());
    }
}
