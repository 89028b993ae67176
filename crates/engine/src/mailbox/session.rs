//! Moves the bytes of one conversation between a stream and the dialogue, writes every line down, keeps every deadline.
//! Generic over the stream, so that it is tested without a network. Invariants: an answer reaches the agenda before
//! anybody else is asked; no await here outlasts the reply timeout or the end of the session.

use std::{collections::VecDeque, io, net::IpAddr, time::Duration};

use futures::FutureExt as _;
use mailvet_verdict::{Attempt, Conversation, Outcome, Reply, Speaker, Stage, TlsFacts, refusal};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    time::{Instant, sleep_until, timeout_at},
};
use tokio_rustls::client::TlsStream;
use tokio_util::sync::CancellationToken;

use super::{
    Agenda, Farewell,
    command::Command,
    dialogue::{self, Dialogue, Loss, Parting, Step},
    events as say, tls,
    transcript::Transcript,
    wire::{Garbled, ReplyReader, WireLine},
};
use crate::{Clock, journal::JournalError};

/// How long leaving may take once Mailvet was asked to stop.
const STOP_WITHIN: Duration = Duration::from_secs(2);
/// How long the answer to `QUIT` is waited for. It changes nothing.
const QUIT_WITHIN: Duration = Duration::from_secs(5);

/// Bytes that are taken from the connection at once.
const CHUNK: usize = 2048;

/// Characters of the banner that go into every attempt; the transcript has all of it.
const BANNER_KEPT: usize = 500;

/// The most bytes that a server may send in one session, beside the handshake. A session has some tens of recipients, and
/// an answer a few hundred bytes; a server that needs a megabyte wants to fill our disk.
pub(super) const SESSION_BYTES: usize = 1024 * 1024;

/// What the rules advise on a reply; the banner tells some operators.
pub(super) type Advice<'a> = dyn Fn(Stage, Option<&str>, &Reply) -> dialogue::Advice + Send + Sync + 'a;

/// What a session works with.
pub(super) struct Terms<'a> {
    /// The exchange.
    pub(super) exchange: &'a str,
    /// The mail host's name.
    pub(super) host: &'a str,
    /// The address that the stream leads to.
    pub(super) ip: Option<IpAddr>,
    /// The wait for each reply.
    pub(super) reply_timeout: Duration,
    /// When the session is over, whatever happens.
    pub(super) ends: Instant,
    /// The rules.
    pub(super) advice: &'a Advice<'a>,
    /// The time of evidence.
    pub(super) clock: &'a dyn Clock,
    /// Whether Mailvet was asked to stop.
    pub(super) stop: &'a CancellationToken,
}

/// How a conversation went.
pub(super) struct Held {
    /// What became of it.
    pub(super) farewell: Farewell,
    /// Whether any recipient was handed out.
    pub(super) asked: bool,
    /// Word for word.
    pub(super) conversation: Conversation,
}

/// One conversation.
pub(super) struct Session<'a, S> {
    terms: Terms<'a>,
    channel: Channel<S>,
    reader: ReplyReader,
    transcript: Transcript,
    banner: Option<String>,
    tls: Option<Box<TlsFacts>>,
    /// The sender that was named last.
    sender: Option<String>,
    /// Bytes that the server sent so far.
    bytes: usize,
    asked: bool,
    /// Commands that were said and not answered yet.
    under_way: VecDeque<Said>,
    /// The command that the last reply answered, and how long that took; `None`: the banner.
    answered: Option<(Said, Duration)>,
    stop_by: Option<Instant>,
}

/// A command that was said.
#[derive(Clone, Copy)]
struct Said {
    line: u32,
    at: Instant,
}

enum Channel<S> {
    Plain(S),
    Tls(Box<TlsStream<S>>),
    /// Lost, or between the two.
    Closed,
}

impl<'a, S: AsyncRead + AsyncWrite + Unpin + Send> Session<'a, S> {
    pub(super) fn new(terms: Terms<'a>, stream: S, transcript: Transcript) -> Self {
        Self {
            terms,
            channel: Channel::Plain(stream),
            reader: ReplyReader::default(),
            transcript,
            banner: None,
            tls: None,
            sender: None,
            bytes: 0,
            asked: false,
            under_way: VecDeque::new(),
            answered: None,
            stop_by: None,
        }
    }

    /// Holds the conversation to its end.
    ///
    /// # Errors
    /// Only the journal's, through the agenda.
    pub(super) async fn hold<A: Agenda>(
        mut self,
        dialogue: Dialogue,
        agenda: &mut A,
    ) -> Result<Held, JournalError> {
        let mut step = dialogue.go_on();
        let farewell = loop {
            step = match step {
                Step::Converse(commands, mut dialogue) => {
                    match self.converse(&commands, &mut dialogue).await {
                        Ok(reply) => {
                            let stage = dialogue.stage();
                            if stage == Stage::Connect {
                                self.banner = Some(reply.text().chars().take(BANNER_KEPT).collect());
                            }
                            let advice = (self.terms.advice)(stage, self.banner.as_deref(), &reply);
                            dialogue.on_reply(reply, advice)
                        }
                        Err(loss) => break self.farewell(dialogue.lost(loss)),
                    }
                }
                Step::Encrypt(mut dialogue) => match self.encrypt().await {
                    Ok(()) => dialogue.encrypted(),
                    Err(loss) => {
                        if self.terms.stop.is_cancelled() {
                            dialogue.end(Parting::Stopped);
                        }
                        break self.farewell(dialogue.lost(loss));
                    }
                },
                Step::Hear { recipient, outcome, answered, next } => {
                    let attempt = self.attempt(outcome, self.answered.filter(|_| answered));
                    if let Err(error) = agenda.heard(recipient, attempt, self.transcript.so_far()).await {
                        self.quit().await;
                        return Err(error);
                    }
                    next.go_on()
                }
                Step::Ask { most, mut next } => {
                    if self.terms.stop.is_cancelled() {
                        next.end(Parting::Stopped);
                        next.go_on()
                    } else if next.has_answers() && Instant::now() >= self.terms.ends {
                        next.end(Parting::Enough);
                        next.go_on()
                    } else {
                        let pause = agenda.pause();
                        if pause.is_zero() {
                            let recipients = agenda.next(most);
                            self.asked |= !recipients.is_empty();
                            next.asked(recipients)
                        } else {
                            let until = Instant::now() + pause;
                            let until = if next.has_answers() { until.min(self.terms.ends) } else { until };
                            tokio::select! {
                                () = sleep_until(until) => (),
                                () = self.terms.stop.cancelled() => (),
                            }
                            Step::Ask { most, next }
                        }
                    }
                }
                Step::Leave { parting, quit } => {
                    let farewell = self.farewell(parting);
                    if quit {
                        self.quit().await;
                    }
                    break farewell;
                }
            };
        };
        Ok(Held { farewell, asked: self.asked, conversation: self.transcript.close() })
    }

    /// Says `commands` and reads the reply to the first command that is not answered.
    async fn converse(&mut self, commands: &[Command], dialogue: &mut Dialogue) -> Result<Reply, Loss> {
        let deadline = self.deadline();
        if !commands.is_empty() {
            self.mind_the_turn()?;
        }
        self.say(commands, deadline).await?;
        self.hear(deadline, Some(dialogue)).await
    }

    /// Makes sure that the server has nothing more to say before it is asked the next question: a reply to nothing would be
    /// taken for the answer, and every answer after it for that of the next recipient. A 421 may come at any time (RFC 5321
    /// section 3.8), and is the answer to whatever is asked.
    fn mind_the_turn(&mut self) -> Result<(), Loss> {
        let mut bytes = [0; CHUNK];
        // A closed or broken connection shows again when the answer is read.
        if self.reader.is_empty()
            && let Some(Ok(count @ 1..)) = self.channel.read(&mut bytes).now_or_never()
        {
            self.feed(&bytes[..count])?;
        }
        if self.reader.is_empty() || self.reader.opens_with(b"421") {
            return Ok(());
        }
        let detail = say::out_of_turn().to_string();
        // What it said belongs into the transcript; more than that nobody needs it for.
        while let Ok(Some(line)) = self.reader.next_line() {
            self.transcript.write(Speaker::Server, line.text);
        }
        Err(self.lose(Loss::Garbled(detail.clone()), detail))
    }

    fn feed(&mut self, bytes: &[u8]) -> Result<(), Loss> {
        self.bytes += bytes.len();
        if self.bytes > SESSION_BYTES {
            let detail = say::too_much(SESSION_BYTES / 1024).to_string();
            return Err(self.lose(Loss::Garbled(detail.clone()), detail));
        }
        self.reader.feed(bytes);
        Ok(())
    }

    async fn say(&mut self, commands: &[Command], deadline: Instant) -> Result<(), Loss> {
        if commands.is_empty() {
            return Ok(());
        }
        let mut bytes = Vec::new();
        for command in commands {
            if let Command::Mail { sender, .. } = command {
                self.sender = Some(sender.clone());
            }
            let text = command.to_string();
            bytes.extend_from_slice(text.as_bytes());
            bytes.extend_from_slice(b"\r\n");
            let line = self.transcript.write(Speaker::Client, text);
            self.under_way.push_back(Said { line, at: Instant::now() });
        }
        match timeout_at(deadline, self.channel.write(&bytes)).await {
            Ok(Ok(())) => Ok(()),
            // The server may have said why before it hung up: what it said is still to be read.
            Ok(Err(_)) => Ok(()),
            Err(_) => Err(self.lose(Loss::TimedOut, say::takes_nothing().to_string())),
        }
    }

    async fn hear(
        &mut self,
        mut deadline: Instant,
        mut dialogue: Option<&mut Dialogue>,
    ) -> Result<Reply, Loss> {
        let mut bytes = [0; CHUNK];
        loop {
            while let Some(line) = self.reader.next_line().map_err(|garbled| self.garbled(garbled))? {
                if let Some(reply) = self.take(line) {
                    return Ok(reply);
                }
            }
            let read = tokio::select! {
                biased;
                read = self.channel.read(&mut bytes) => read,
                () = self.terms.stop.cancelled(), if self.stop_by.is_none() && dialogue.is_some() => {
                    let stop_by = Instant::now() + STOP_WITHIN;
                    self.stop_by = Some(stop_by);
                    deadline = deadline.min(stop_by);
                    if let Some(dialogue) = dialogue.as_deref_mut() {
                        dialogue.end(Parting::Stopped);
                    }
                    continue;
                }
                () = sleep_until(deadline) => return Err(self.lose(Loss::TimedOut, say::no_reply().to_string())),
            };
            match read {
                Ok(count) if count > 0 => self.feed(&bytes[..count])?,
                closed => {
                    if let Some(reply) = self.reader.close().and_then(|line| self.take(line)) {
                        return Ok(reply);
                    }
                    let how = match closed {
                        Ok(_) => say::closed_by_server().to_string(),
                        Err(error) => say::lost(refusal(&error)).to_string(),
                    };
                    return Err(self.lose(Loss::Dropped, how));
                }
            }
        }
    }

    /// Writes a line of the server down; the reply, where it closes one.
    fn take(&mut self, line: WireLine) -> Option<Reply> {
        self.transcript.write(Speaker::Server, line.text);
        if line.closes.is_some() {
            self.answered = self.under_way.pop_front().map(|said| (said, said.at.elapsed()));
        }
        line.closes
    }

    async fn encrypt(&mut self) -> Result<(), Loss> {
        let Channel::Plain(stream) = std::mem::replace(&mut self.channel, Channel::Closed) else {
            return Err(self.lose(Loss::Dropped, say::encrypted_already().to_string()));
        };
        // RFC 3207 section 6: nothing that came in the clear may be taken for an answer to what is asked encrypted.
        self.reader.forget();
        let handshake = Box::pin(timeout_at(self.deadline(), tls::encrypt(stream, self.terms.host)));
        let shaken = tokio::select! {
            shaken = handshake => shaken,
            () = self.terms.stop.cancelled() => return Err(self.lose(Loss::Dropped, say::closed_by_us().to_string())),
        };
        match shaken {
            Ok(Ok(stream)) => {
                let facts = tls::facts(&stream, self.terms.host, self.terms.clock.now());
                self.transcript.write(Speaker::Event, tls::in_words(&facts));
                self.channel = Channel::Tls(Box::new(stream));
                self.tls = Some(Box::new(facts));
                // What was named in the clear is forgotten (RFC 3207 section 4.2).
                self.sender = None;
                Ok(())
            }
            Ok(Err(error)) if error.kind() == io::ErrorKind::InvalidData => {
                let detail = say::handshake_failed(error.to_string()).to_string();
                Err(self.lose(Loss::Garbled(detail.clone()), detail))
            }
            Ok(Err(error)) => Err(self.lose(Loss::Dropped, say::handshake_lost(refusal(&error)).to_string())),
            Err(_) => Err(self.lose(Loss::TimedOut, say::no_handshake().to_string())),
        }
    }

    /// Says `QUIT` and waits a little for the answer; whatever comes of it changes nothing.
    async fn quit(&mut self) {
        let deadline = self.deadline().min(Instant::now() + QUIT_WITHIN);
        if self.say(&[Command::Quit], deadline).await.is_ok() {
            while !self.under_way.is_empty() && self.hear(deadline, None).await.is_ok() {}
        }
    }

    /// A cut with its evidence, for which the whole conversation so far speaks.
    fn farewell(&self, parting: Parting) -> Farewell {
        match parting {
            Parting::Done => Farewell::Done,
            Parting::Enough => Farewell::Enough,
            Parting::Stopped => Farewell::Stopped,
            Parting::Cut(outcome) => Farewell::Cut(Attempt {
                transcript: self.transcript.span_from(0),
                ..self.attempt(outcome, None)
            }),
        }
    }

    /// The evidence of an outcome; where it is an answer, with the command that it answers.
    fn attempt(&self, outcome: Outcome, answered: Option<(Said, Duration)>) -> Attempt {
        Attempt {
            at: self.terms.clock.now(),
            exchange: self.terms.exchange.to_owned(),
            host: self.terms.host.to_owned(),
            ip: self.terms.ip,
            banner: self.banner.clone(),
            tls: self.tls.is_some(),
            tls_facts: self.tls.clone(),
            sender: self.sender.clone(),
            outcome,
            latency_ms: answered.map(|(_, took)| u32::try_from(took.as_millis()).unwrap_or(u32::MAX)),
            transcript: answered.and_then(|(said, _)| self.transcript.span_from(said.line)),
        }
    }

    fn deadline(&self) -> Instant {
        let deadline = (Instant::now() + self.terms.reply_timeout).min(self.terms.ends);
        self.stop_by.map_or(deadline, |stop_by| deadline.min(stop_by))
    }

    fn garbled(&mut self, garbled: Garbled) -> Loss {
        self.lose(Loss::Garbled(garbled.0.clone()), garbled.0)
    }

    fn lose(&mut self, loss: Loss, event: impl Into<String>) -> Loss {
        self.channel = Channel::Closed;
        self.transcript.write(Speaker::Event, event);
        loss
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Channel<S> {
    /// Can be dropped without losing what was read.
    async fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(stream) => stream.read(bytes).await,
            Self::Tls(stream) => stream.read(bytes).await,
            Self::Closed => Ok(0),
        }
    }

    async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Plain(stream) => {
                stream.write_all(bytes).await?;
                stream.flush().await
            }
            Self::Tls(stream) => {
                stream.write_all(bytes).await?;
                stream.flush().await
            }
            Self::Closed => Err(io::ErrorKind::NotConnected.into()),
        }
    }
}

#[cfg(test)]
mod tests;
