//! Bytes from a server, whole and in pieces. The first byte says how many of the next ones are the sizes of the pieces.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mailvet_engine::mailbox::hold_for_the_reader;

fuzz_target!(|bytes: &[u8]| {
    let Some((cuts, rest)) = bytes.split_first() else { return };
    let (cuts, rest) = rest.split_at((usize::from(*cuts) % 16).min(rest.len()));
    hold_for_the_reader(rest, cuts);
});
