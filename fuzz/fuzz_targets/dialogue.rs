//! A whole conversation, its replies and recipients drawn from the bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mailvet_engine::mailbox::hold_for_the_dialogue;

fuzz_target!(|script: &[u8]| hold_for_the_dialogue(script));
