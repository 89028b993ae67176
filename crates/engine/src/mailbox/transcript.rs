//! Writes a conversation down, word for word, with the time of every line.

use std::net::IpAddr;

use mailvet_verdict::{Conversation, ConversationId, Line, Moment, Speaker, TranscriptSpan};
use tokio::time::Instant;

/// A conversation that is being held.
#[derive(Debug)]
pub(super) struct Transcript {
    conversation: Conversation,
    started: Instant,
}

impl Transcript {
    /// Opens the transcript of a conversation with `host` at `ip`.
    pub(super) fn open(exchange: &str, host: &str, ip: Option<IpAddr>, now: Moment) -> Self {
        let conversation = Conversation {
            id: ConversationId(rand::random::<i64>() & i64::MAX),
            exchange: exchange.to_owned(),
            host: host.to_owned(),
            ip,
            started: now,
            lines: Vec::new(),
        };
        Self { conversation, started: Instant::now() }
    }

    /// Writes one line down and returns its index.
    pub(super) fn write(&mut self, from: Speaker, text: impl Into<String>) -> u32 {
        let at_ms = u32::try_from(self.started.elapsed().as_millis()).unwrap_or(u32::MAX);
        self.conversation.lines.push(Line { at_ms, from, text: text.into() });
        self.last()
    }

    /// The lines from `first` to the last one so far; `None` while there is no line.
    pub(super) fn span_from(&self, first: u32) -> Option<TranscriptSpan> {
        let last = self.last();
        (!self.conversation.lines.is_empty()).then_some(TranscriptSpan {
            conversation: self.conversation.id,
            first: first.min(last),
            last,
        })
    }

    /// What was said so far.
    pub(super) fn so_far(&self) -> &Conversation {
        &self.conversation
    }

    /// The conversation, whole.
    pub(super) fn close(self) -> Conversation {
        self.conversation
    }

    fn last(&self) -> u32 {
        u32::try_from(self.conversation.lines.len().saturating_sub(1)).unwrap_or(u32::MAX)
    }
}
