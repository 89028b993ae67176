//! The bytes of a session: lines in, replies out, plain or encrypted. Limits what a client can make us hold.

use std::{io, mem};

use futures::FutureExt;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

/// The longest line that is read; RFC 5321 section 4.5.3.1.4 asks for 512, extensions add to it.
const LONGEST_LINE: usize = 8 * 1024;

trait Duplex: AsyncRead + AsyncWrite + Unpin + Send {
    /// Makes the connection end in a reset once it is dropped.
    fn end_in_reset(&self);
}

impl Duplex for TcpStream {
    fn end_in_reset(&self) {
        // Where the platform refuses, the connection is closed instead: still a client's bad moment.
        let _ = self.set_zero_linger();
    }
}

impl Duplex for TlsStream<Box<dyn Duplex>> {
    fn end_in_reset(&self) {
        self.get_ref().0.end_in_reset();
    }
}

/// Stands in for a stream while its handshake is under way.
impl Duplex for tokio::io::Empty {
    fn end_in_reset(&self) {}
}

/// One connection.
pub(super) struct Wire {
    stream: Box<dyn Duplex>,
    heard: Vec<u8>,
    /// Replies to pipelined commands, to go out together.
    unsent: Vec<u8>,
    reset: bool,
}

/// What came over the wire.
pub(super) enum Heard {
    Line(String),
    TooLong,
    Gone,
}

impl Wire {
    pub(super) fn new(stream: TcpStream) -> Self {
        Self { stream: Box::new(stream), heard: Vec::new(), unsent: Vec::new(), reset: false }
    }

    /// The next line. What was put is sent first where no whole line is waiting.
    pub(super) async fn line(&mut self) -> Heard {
        loop {
            if let Some(end) = self.heard.iter().position(|b| *b == b'\n') {
                let line: Vec<u8> = self.heard.drain(..=end).collect();
                return Heard::Line(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned());
            }
            if self.heard.len() > LONGEST_LINE {
                return Heard::TooLong;
            }
            if self.send().await.is_err() || !self.read().await {
                return Heard::Gone;
            }
        }
    }

    /// Waits for bytes; `false`: the client is gone.
    pub(super) async fn read(&mut self) -> bool {
        matches!(self.stream.read_buf(&mut self.heard).await, Ok(n) if n > 0)
    }

    /// Whether anything has come in that nobody has looked at yet.
    pub(super) fn has_more(&mut self) -> bool {
        if self.heard.is_empty() {
            // That the client is gone shows again when the next line is read.
            let _ = self.read().now_or_never();
        }
        !self.heard.is_empty()
    }

    /// Takes bytes to be sent.
    pub(super) fn put(&mut self, bytes: &[u8]) {
        self.unsent.extend_from_slice(bytes);
    }

    /// Sends what was put.
    pub(super) async fn send(&mut self) -> io::Result<()> {
        if !self.unsent.is_empty() {
            self.stream.write_all(&self.unsent).await?;
            self.unsent.clear();
        }
        self.stream.flush().await
    }

    /// Reads and forgets until the client leaves.
    pub(super) async fn drain(&mut self) {
        while self.read().await {
            self.heard.clear();
        }
    }

    /// Turns to TLS. What was sent in plain behind STARTTLS is forgotten (RFC 3207 section 4.2).
    pub(super) async fn encrypt(&mut self, acceptor: &TlsAcceptor) -> io::Result<()> {
        self.send().await?;
        let plain = mem::replace(&mut self.stream, Box::new(tokio::io::empty()));
        self.heard.clear();
        self.stream = Box::new(acceptor.accept(plain).await?);
        Ok(())
    }

    /// Sends what was put, and says that no more will come; a connection that is to end in a reset just ends.
    pub(super) async fn close(&mut self) {
        if !self.reset && self.send().await.is_ok() {
            // The client may be gone already; then there is nothing left to say.
            let _ = self.stream.shutdown().await;
        }
    }

    /// Ends the connection in a reset once it is dropped.
    pub(super) fn reset(&mut self) {
        self.reset = true;
        self.stream.end_in_reset();
    }
}
