//! The eyes that watch Mailvet's manners in the logs of real servers see: a client with bad ones is told of.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::{SocketAddr, TcpStream},
};

use mailvet_tests::{
    real::{Exim, Laboratory, MailLog, OpenSmtpd, Postfix, Sessions},
    started,
};

use crate::{HOST, ZONE};

/// Says these commands one after the other, each after the answer to the one before, and goes.
fn converse(at: SocketAddr, commands: &[&str]) {
    let mut server = TcpStream::connect(at).unwrap();
    let mut replies = BufReader::new(server.try_clone().unwrap()).lines();
    let mut hear = || {
        // The last line of a reply has no hyphen after its code.
        while replies.next().is_some_and(|line| line.unwrap().as_bytes().get(3) == Some(&b'-')) {}
    };
    hear();
    for command in commands {
        write!(server, "{command}\r\n").unwrap();
        hear();
    }
}

/// What the server's log tells of one client that leaves without a word and one that asks for people by `VRFY`.
fn told(server: &impl MailLog, at: SocketAddr) -> Sessions {
    converse(at, &["EHLO rude.test", "MAIL FROM:<>"]);
    converse(at, &["EHLO nosy.test", "VRFY anna@real.test", "QUIT"]);
    let log = server.running().log_once(|log| server.sessions(log).over == 2);
    server.sessions(&log)
}

fn assert_told(sessions: &Sessions) {
    assert_eq!(sessions.begun, 2);
    assert_eq!(sessions.quit, 1);
    assert_eq!(sessions.left_without_quit.len(), 1, "{sessions:?}");
    assert_eq!(sessions.forbidden.len(), 1, "{sessions:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn postfix_tells_of_bad_manners() {
    let laboratory = Laboratory::open(ZONE).await;
    let at = laboratory.place(HOST);
    let server = started!(Postfix { at, main_cf: "", master_cf: "", tables: &[], resolver: None }.start());
    assert_told(&told(&server, at));
}

#[tokio::test(flavor = "multi_thread")]
async fn exim_tells_of_bad_manners() {
    let laboratory = Laboratory::open(ZONE).await;
    let at = laboratory.place(HOST);
    let nothing = Exim { at, main: "", at_recipient: "  deny", routers: "", tables: &[], resolver: None };
    let server = started!(nothing.start());
    assert_told(&told(&server, at));
}

#[tokio::test(flavor = "multi_thread")]
async fn opensmtpd_tells_of_bad_manners() {
    let laboratory = Laboratory::open(ZONE).await;
    let at = laboratory.place(HOST);
    let conf =
        "action \"nothing\" maildir \"/nowhere\"\nmatch from any for domain \"real.test\" action \"nothing\"";
    let server = started!(OpenSmtpd { at, listen: "", conf, tables: &[] }.start());
    assert_told(&told(&server, at));
}
