//! A reply as somebody pastes it, and what the shipped rules make of it. Whatever the words: a refusal before RCPT TO, or one
//! that is not for good, says nothing final of a mailbox.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mailvet_verdict::{Knowledge, Reply, Says, Stage};

fuzz_target!(|text: &str| {
    let Ok(reply) = Reply::from_line(text) else { return };
    let knowledge = Knowledge::shipped();
    let _ = knowledge.sender_refusal(&reply);
    for stage in [Stage::Connect, Stage::Ehlo, Stage::StartTls, Stage::Mail, Stage::Rcpt, Stage::Leave] {
        let reading = knowledge.read(stage, None, &reply);
        let says_no = reading.says == Says::Undeliverable;
        assert!(
            !says_no || (stage == Stage::Rcpt && reply.is_permanent()),
            "{stage:?}: {reply}: {reading:?}"
        );
    }
});
