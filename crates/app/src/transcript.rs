//! Which step of a conversation every line of the server answers. Told from the commands before it, in their order, so
//! that it holds where several were sent at once (RFC 2920).

use std::collections::VecDeque;

use mailvet_verdict::{Line, Speaker, Stage};

use crate::wire::SaidLine;

/// The lines of a whole conversation, the server's with the step that they answer. A word that nothing was asked for (a
/// `421` in between) answers none.
pub(crate) fn said(lines: &[Line]) -> Vec<SaidLine> {
    let mut unanswered = VecDeque::from([Some(Stage::Connect)]);
    lines
        .iter()
        .map(|Line { at_ms, from, text }| {
            let mut stage = None;
            match from {
                Speaker::Client => unanswered.push_back(step(text)),
                Speaker::Server => {
                    stage = unanswered.front().copied().flatten();
                    let more_to_come = text.as_bytes().get(3) == Some(&b'-');
                    if !more_to_come {
                        unanswered.pop_front();
                    }
                }
                Speaker::Event => {}
            }
            SaidLine { at_ms: *at_ms, from: *from, text: text.clone(), stage }
        })
        .collect()
}

fn step(command: &str) -> Option<Stage> {
    let verb = command.split([' ', ':']).next().unwrap_or_default();
    match verb.to_ascii_uppercase().as_str() {
        "EHLO" | "HELO" => Some(Stage::Ehlo),
        "STARTTLS" => Some(Stage::StartTls),
        "MAIL" => Some(Stage::Mail),
        "RCPT" => Some(Stage::Rcpt),
        "RSET" | "QUIT" => Some(Stage::Leave),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_is_to_the_command_before_it_that_had_none() {
        let line = |text: &str| {
            let (who, text) = text.split_at(2);
            let from = match who {
                "> " => Speaker::Client,
                "< " => Speaker::Server,
                _ => Speaker::Event,
            };
            Line { at_ms: 0, from, text: text.to_owned() }
        };
        let lines: Vec<Line> = [
            "* connected",
            "< 220 mx ready",
            "> EHLO scout.example",
            "< 250-mx",
            "< 250 PIPELINING",
            "> MAIL FROM:<>",
            "> RCPT TO:<anna@acme.example>",
            "< 250 ok",
            "< 550-5.1.1 No",
            "< 550 5.1.1 such user",
            "> QUIT",
            "< 221 bye",
            "< 421 too late",
        ]
        .map(line)
        .into();
        let stages: Vec<_> = said(&lines).into_iter().filter_map(|line| line.stage).collect();
        use Stage::{Connect, Ehlo, Leave, Mail, Rcpt};
        assert_eq!(stages, [Connect, Ehlo, Ehlo, Mail, Rcpt, Rcpt, Leave]);
        assert_eq!(said(&lines).last().unwrap().stage, None);
    }
}
