//! The part of a conversation that concerns one address, every line of the server with the step that it answers. Answers
//! are told by the commands before them, in their order, so that it holds where several were sent at once (RFC 2920):
//! other people's addresses, and what was said of them, stay out.

use std::collections::VecDeque;

use mailvet_verdict::{Line, Speaker, Stage};

use crate::wire::SaidLine;

/// Of the `lines` of a whole conversation those about one address, and those about nobody: the greeting and the leave.
/// `asked` are the lines from which it, or a control for it, was spoken of, `own` is the address in its brackets.
pub(crate) fn about(lines: &[Line], asked: &[u32], own: Option<&str>) -> Vec<SaidLine> {
    let named = |line: &Line| own.is_some_and(|own| line.text.contains(own));
    let recipients: Vec<usize> = (0..lines.len()).filter(|at| is_recipient(&lines[*at])).collect();
    let of_somebody = recipients.first().zip(recipients.last()).map(|(first, last)| *first..=*last);
    let concerns_us = |at: usize| {
        if is_recipient(&lines[at]) {
            asked.iter().any(|line| *line as usize == at) || named(&lines[at])
        } else {
            // What stands between two recipients is another transaction.
            !of_somebody.as_ref().is_some_and(|lines| lines.contains(&at))
        }
    };
    said(lines)
        .into_iter()
        .enumerate()
        .filter(|(at, turn)| match (turn.line.from, turn.answers) {
            (Speaker::Event, _) => true,
            (Speaker::Server, Some(command)) => concerns_us(command),
            (Speaker::Server, None) | (Speaker::Client, _) => concerns_us(*at),
        })
        .map(|(_, turn)| turn.line)
        .collect()
}

/// A line with the index of the command that it answers; `None`: it answers none, as the banner or a `421` in between.
struct Turn {
    line: SaidLine,
    answers: Option<usize>,
}

fn said(lines: &[Line]) -> Vec<Turn> {
    let mut unanswered = VecDeque::from([(Some(Stage::Connect), None)]);
    lines
        .iter()
        .enumerate()
        .map(|(at, Line { at_ms, from, text })| {
            let (mut stage, mut answers) = (None, None);
            match from {
                Speaker::Client => unanswered.push_back((step(text), Some(at))),
                Speaker::Server => {
                    (stage, answers) = unanswered.front().copied().unwrap_or_default();
                    let more_to_come = text.as_bytes().get(3) == Some(&b'-');
                    if !more_to_come {
                        unanswered.pop_front();
                    }
                }
                Speaker::Event => {}
            }
            Turn { line: SaidLine { at_ms: *at_ms, from: *from, text: text.clone(), stage }, answers }
        })
        .collect()
}

fn is_recipient(line: &Line) -> bool {
    line.from == Speaker::Client && step(&line.text) == Some(Stage::Rcpt)
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

    fn line(text: &&str) -> Line {
        let (who, text) = text.split_at(2);
        let from = match who {
            "> " => Speaker::Client,
            "< " => Speaker::Server,
            _ => Speaker::Event,
        };
        Line { at_ms: 0, from, text: text.to_owned() }
    }

    const PIPELINED: &[&str] = &[
        "* connected",
        "< 220 mx ready",
        "> EHLO scout.example",
        "< 250-mx",
        "< 250 PIPELINING",
        "> MAIL FROM:<>",
        "> RCPT TO:<anna@acme.example>",
        "> RCPT TO:<bruno@acme.example>",
        "> RCPT TO:<carla@acme.example>",
        "< 250 sender ok",
        "< 250 anna ok",
        "< 550-5.1.1 No",
        "< 550 5.1.1 bruno",
        "< 452 carla",
        "> QUIT",
        "< 221 bye",
        "< 421 too late",
    ];

    #[test]
    fn every_answer_is_to_the_command_before_it_that_had_none() {
        use Stage::{Connect, Ehlo, Leave, Mail, Rcpt};
        let lines: Vec<Line> = PIPELINED.iter().map(line).collect();
        let turns = said(&lines);
        let stages: Vec<_> = turns.iter().filter_map(|turn| turn.line.stage).collect();
        assert_eq!(stages, [Connect, Ehlo, Ehlo, Mail, Rcpt, Rcpt, Rcpt, Rcpt, Leave]);
        assert_eq!(turns.last().unwrap().line.stage, None);
    }

    #[test]
    fn what_was_said_of_other_people_stays_out_of_a_session_that_was_pipelined() {
        let lines: Vec<Line> = PIPELINED.iter().map(line).collect();
        // The second is a session that was cut, which is told from its beginning.
        for asked in [7, 0] {
            let shown: Vec<String> = about(&lines, &[asked], Some("<bruno@acme.example>"))
                .into_iter()
                .map(|line| line.text)
                .collect();
            for text in
                ["250 sender ok", "RCPT TO:<bruno@acme.example>", "550 5.1.1 bruno", "QUIT", "221 bye"]
            {
                assert!(shown.iter().any(|line| line == text), "{text}: {shown:?}");
            }
            assert!(!shown.iter().any(|line| line.contains("anna") || line.contains("carla")), "{shown:?}");
        }
    }

    #[test]
    fn a_session_without_recipients_is_shown_whole() {
        let lines: Vec<Line> = ["* connected", "< 554 no", "> QUIT", "< 221 bye"].iter().map(line).collect();
        assert_eq!(about(&lines, &[0], Some("<anna@acme.example>")).len(), 4);
    }
}
