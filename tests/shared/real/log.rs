//! What the log of a real mail server says of our manners: nothing that could send mail or ask for people in another way
//! than by `RCPT TO` was heard, and whoever was not turned away took leave.

use super::RunningServer;

/// The sessions that a log tells of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sessions {
    /// How many began.
    pub begun: usize,
    /// How many of them are over, in whatever way.
    pub over: usize,
    /// How many of them ended with a `QUIT`.
    pub quit: usize,
    /// The lines of those that the client left without a word.
    pub left_without_quit: Vec<String>,
    /// The lines that tell of `DATA`, `BDAT`, `VRFY` or `EXPN`.
    pub forbidden: Vec<String>,
}

/// A mail server whose log can be read.
pub trait MailLog {
    /// The server itself.
    fn running(&self) -> &RunningServer;

    /// What `log` tells.
    fn sessions(&self, log: &str) -> Sessions;

    /// Waits until every session is over, and looks at all of them.
    ///
    /// # Panics
    /// Mailvet's manners were bad; the log is in the message.
    fn assert_good_manners(&self) -> Sessions {
        let over = |log: &str| {
            let sessions = self.sessions(log);
            sessions.begun > 0 && sessions.begun == sessions.over
        };
        let log = self.running().log_once(over);
        let sessions = self.sessions(&log);
        assert_eq!(sessions.forbidden, Vec::<String>::new(), "{log}");
        assert_eq!(sessions.left_without_quit, Vec::<String>::new(), "{log}");
        sessions
    }
}

/// The lines of `log` that have all of `words` in them.
pub(super) fn lines<'a>(log: &'a str, words: &'a [&'a str]) -> impl Iterator<Item = &'a str> {
    log.lines().filter(move |line| words.iter().all(|word| line.contains(word)))
}
