//! One session with a mail host, from drawing addresses to taking leave. The [`Sitting`] is the agenda of the visit: real
//! addresses first, domain by domain, and after each domain the control that somebody awaits. What a session could not
//! ask goes back as if it had never been drawn.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
    time::Duration,
};

use mailvet_verdict::{Address, Attempt, ConnectFault, Conversation, Moment, Outcome, Sentence, Stage};

use super::{
    control::ControlState,
    control_name::control_address,
    listing,
    mail_system::MailSystem,
    pace::{Block, Blocked, Scope},
    plan::{DomainNo, Opening, RouteNo},
    port::Port25,
    round::{Round, caught},
    settle::{PAGE, internal_error},
    standing::Heard,
};
use crate::{
    Journal,
    journal::{GuardRecord, JournalError, Record, Standing, Task},
    mailbox::{Agenda, Farewell, Recipient, VisitEnd},
};

/// So many answers in a row that are about us end a session.
const UNWELCOME: usize = 2;

/// Every wait of a visit has its own deadline; this only guards against one that never returns.
const VISIT_GUARD: Duration = Duration::from_secs(3600);

/// Opens a session, holds it, and draws the consequences.
pub(crate) async fn session<J: Journal, M: MailSystem>(
    round: Arc<Round<J, M>>,
    opening: Opening,
) -> Result<(), JournalError> {
    let mut sitting = Sitting::new(Arc::clone(&round), opening);
    let outcome = match caught(sitting.hold()).await {
        Some(outcome) => outcome,
        None => {
            tracing::error!("a session panicked; the addresses in question are internal errors now");
            sitting.own_up().await
        }
    };
    sitting.close();
    outcome
}

/// An exchange that refuses us and was given up.
#[derive(Clone, Copy)]
struct GivenUp<'a> {
    /// What was tried before.
    after: Option<&'a Sentence>,
}

/// The addresses of one domain in a session.
struct Section {
    domain: DomainNo,
    real: VecDeque<Task>,
    /// Real addresses that were named and are not answered yet.
    open: usize,
    control: ControlTurn,
    /// Controls that were named in this session.
    controls: u32,
}

/// What a section has to do with its domain's control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ControlTurn {
    /// Another session has it, or it was not due; to be taken where it has become free.
    Free,
    /// This session has it, and asks it where somebody awaits it.
    Claimed,
    /// Asked, or not wanted.
    Over,
}

/// What was named in a `RCPT TO`.
enum Named {
    Real(usize, Task),
    Control(usize, Address),
}

struct Sitting<J: Journal, M: MailSystem> {
    round: Arc<Round<J, M>>,
    opening: Opening,
    sections: Vec<Section>,
    /// Named and not answered.
    named: BTreeMap<u64, Named>,
    next_mark: u64,
    asked: usize,
    heard: usize,
    /// Answers about the recipients and not about us.
    fruitful: usize,
    /// Answers in a row by which we are not wanted, and the last of them.
    unwelcome: usize,
    last_unwelcome: Option<Attempt>,
    /// Take leave.
    over: bool,
    /// When the last recipient was named, and when the next one may be.
    last_named: Option<Moment>,
    place: Option<Moment>,
}

impl<J: Journal, M: MailSystem> Sitting<J, M> {
    fn new(round: Arc<Round<J, M>>, opening: Opening) -> Self {
        Self {
            round,
            opening,
            sections: Vec::new(),
            named: BTreeMap::new(),
            next_mark: 0,
            asked: 0,
            heard: 0,
            fruitful: 0,
            unwelcome: 0,
            last_unwelcome: None,
            over: false,
            last_named: None,
            place: None,
        }
    }

    async fn hold(&mut self) -> Result<(), JournalError> {
        let round = Arc::clone(&self.round);
        if self.opening.port == Port25::Shut {
            let attempt = self.unasked(Outcome::NoConnection(ConnectFault::Port25Shut));
            return self.share_with_route(self.opening.route, &attempt, None).await;
        }
        if let Some(refusal) = self.opening.given_up.clone() {
            let story = self.round.plan().pace(self.opening.exchange).story();
            let given_up = GivenUp { after: story.as_ref() };
            return self.share_with_route(self.opening.route, &refusal, Some(given_up)).await;
        }
        self.draw().await?;
        // More may be ready on this route by now than this session takes.
        round.wake.notify_one();
        if self.sections.is_empty() {
            return Ok(());
        }
        let opening = self.opening.clone();
        let visit = round.mail.visit(&opening.exchange_name, &opening.hosts, self, &round.leave);
        let end = match tokio::time::timeout(VISIT_GUARD, visit).await {
            Ok(end) => end?,
            Err(_) => VisitEnd {
                conversations: Vec::new(),
                farewell: Farewell::Cut(self.unasked(Outcome::TimedOut { stage: Stage::Rcpt })),
            },
        };
        self.conclude(end).await
    }

    /// Draws addresses from the journal until the session is full.
    async fn draw(&mut self) -> Result<(), JournalError> {
        let mut room = self.opening.size;
        loop {
            let now = self.round.clock.now();
            let first = self.sections.is_empty();
            let drawing = self.round.plan().draw(self.opening.route, room, first, now);
            let Some(drawing) = drawing else { return Ok(()) };
            // Kept at once, so that whatever happens the domain and its control are let go of.
            self.sections.push(Section {
                domain: drawing.domain,
                real: VecDeque::new(),
                open: 0,
                control: if drawing.control { ControlTurn::Claimed } else { ControlTurn::Free },
                controls: 0,
            });
            let tasks = match drawing.want {
                0 => Ok(Vec::new()),
                want => {
                    let journal = &self.round.journal;
                    journal.tasks(self.round.id, &drawing.name, now, &drawing.in_hand, want).await
                }
            };
            let mut plan = self.round.plan();
            if let Ok(tasks) = &tasks {
                plan.drawn(drawing.domain, tasks, drawing.want, now);
            }
            plan.rested(drawing.domain, now);
            drop(plan);
            let tasks = tasks?;
            if tasks.is_empty() && !self.keeps_control(drawing.domain, drawing.control) {
                self.sections.pop();
                continue;
            }
            room.recipients = room.recipients.saturating_sub(tasks.len() + usize::from(drawing.control));
            if let Some(section) = self.sections.last_mut() {
                section.real = tasks.into();
            }
        }
    }

    /// Whether a domain without addresses for this session has a control for it. One that was taken in hand for
    /// addresses which the journal did not have is let go of: nobody is called for nothing.
    fn keeps_control(&self, domain: DomainNo, claimed: bool) -> bool {
        let now = self.round.clock.now();
        let mut plan = self.round.plan();
        let wanted = claimed && plan.is_control_wanted(domain, now);
        if claimed && !wanted {
            plan.release_control(domain, now);
        }
        wanted
    }

    /// Draws the consequences of how the visit ended. What it means for the exchange is on disk with the conversations.
    async fn conclude(&mut self, end: VisitEnd) -> Result<(), JournalError> {
        let now = self.round.clock.now();
        let share = self.consequence(end.farewell, now);
        let mut records: Vec<_> = end.conversations.into_iter().map(Record::Conversation).collect();
        {
            let mut plan = self.round.plan();
            records.extend(plan.pace_to_keep(self.opening.exchange, now).map(Box::new).map(Record::Pace));
            records.extend(plan.guard.take_news().map(|guard| Record::Guard(GuardRecord { at: now, guard })));
        }
        if !records.is_empty() {
            self.round.journal.record(self.round.id, records).await?;
        }
        let Some((attempt, scope)) = share else { return Ok(()) };
        let round = Arc::clone(&self.round);
        let heard = Heard::of(&attempt, &round.knowledge);
        if scope != Scope::Session || self.heard == 0 {
            self.share_with_own(&heard, scope).await?;
        }
        match scope {
            Scope::Session => Ok(()),
            Scope::Route => self.share_with_route(self.opening.route, &attempt, None).await,
        }
    }

    /// What the end of the visit means for its exchange; the attempt to be shared, and with whom.
    fn consequence(&mut self, farewell: Farewell, now: Moment) -> Option<(Attempt, Scope)> {
        let (exchange, openings) = (self.opening.exchange, self.opening.openings);
        if self.heard > 0 {
            let mut plan = self.round.plan();
            plan.port.reached();
            if !matches!(farewell, Farewell::Cut(_)) && self.unwelcome < UNWELCOME && self.fruitful > 0 {
                plan.guard.note(false, now);
            }
        }
        match farewell {
            Farewell::Stopped => None,
            Farewell::Done => match self.last_unwelcome.take() {
                Some(attempt) if self.fruitful == 0 || self.unwelcome >= UNWELCOME => {
                    let round = Arc::clone(&self.round);
                    let blocked = Heard::of(&attempt, &round.knowledge).refuses_us();
                    // It lets us in only to say that we are not wanted: the same as if it had not let us in.
                    if blocked || self.fruitful == 0 { self.cut(as_refusal(attempt), now) } else { None }
                }
                Some(_) => None,
                None => {
                    if self.heard > 0 {
                        self.round.plan().pace(exchange).good_session(openings);
                    }
                    None
                }
            },
            Farewell::Enough => {
                let mut plan = self.round.plan();
                plan.pace(exchange).fewer_recipients(self.heard);
                plan.pace(exchange).good_session(openings);
                None
            }
            Farewell::Cut(attempt) => self.cut(as_refusal(attempt), now),
        }
    }

    /// The visit was cut short. Where it had brought answers, the rest is asked in another session. Where it had brought
    /// none, the attempt is evidence for its addresses, so that a host that is away costs one connection a try, not one
    /// an address. Where we are refused, nobody has it for evidence but who heard it: the breaker decides when the
    /// others have their turn.
    fn cut(&mut self, attempt: Attempt, now: Moment) -> Option<(Attempt, Scope)> {
        let round = Arc::clone(&self.round);
        let heard = Heard::of(&attempt, &round.knowledge);
        if heard.asks_to_slow_down() && !heard.refuses_us() {
            self.slow_down(&heard);
        }
        let (exchange, openings) = (self.opening.exchange, self.opening.openings);
        let mut plan = round.plan();
        plan.port.note(&self.opening.exchange_name, &attempt.outcome);
        if let Some(block) = Block::of(&heard, plan.rests()) {
            plan.guard.note(true, now);
            if let Some(list) = listing::named(&attempt) {
                plan.guard.named(&self.opening.exchange_name, list);
            }
            if plan.pace(exchange).blocked(block, openings, &attempt, now) == Blocked::GivenUp {
                tracing::info!(
                    exchange = &*self.opening.exchange_name,
                    "the exchange refuses us and is given up"
                );
            }
            return None;
        }
        if self.fruitful > 0 {
            plan.pace(exchange).broken_session(openings, now);
            return None;
        }
        plan.route_answers(self.opening.route, false);
        let scope = match &attempt.outcome {
            // A host that is away says nothing of the exchange's other hosts, nor of our manners.
            Outcome::NoConnection(_) => Scope::Route,
            outcome => match plan.pace(exchange).fruitless_session(now) {
                Scope::Session if heard.reading.is_none() && stage(outcome) < Stage::Rcpt => Scope::Route,
                scope => scope,
            },
        };
        drop(plan);
        drop(heard);
        Some((attempt, scope))
    }

    /// Gives the attempt to the session's own addresses: to those that were named, where the server heard them.
    async fn share_with_own(&mut self, heard: &Heard<'_>, scope: Scope) -> Result<(), JournalError> {
        let of_named = scope == Scope::Session && !self.named.is_empty();
        let mut own: BTreeMap<usize, Vec<Task>> = BTreeMap::new();
        let mut controls = Vec::new();
        for named in std::mem::take(&mut self.named).into_values() {
            match named {
                Named::Real(section, task) => own.entry(section).or_default().push(task),
                Named::Control(section, address) => controls.push((section, Some(address))),
            }
        }
        for (n, section) in self.sections.iter_mut().enumerate() {
            if !of_named {
                own.entry(n).or_default().extend(section.real.drain(..));
                if section.control == ControlTurn::Claimed
                    && self.round.plan().is_control_wanted(section.domain, heard.attempt.at)
                {
                    controls.push((n, None));
                }
            }
        }
        for (section, tasks) in own {
            if !tasks.is_empty() {
                self.round.share_attempt(self.sections[section].domain, tasks, heard, None).await?;
            }
        }
        for (section, asked) in controls {
            self.sections[section].control = ControlTurn::Over;
            self.round.heard_control(self.sections[section].domain, asked, heard.attempt, None).await?;
        }
        Ok(())
    }

    /// Gives the attempt to every address of a route that could be asked now, without another connection. The controls
    /// of an exchange that was given up will never be heard.
    async fn share_with_route(
        &self,
        route: RouteNo,
        attempt: &Attempt,
        given_up: Option<GivenUp<'_>>,
    ) -> Result<(), JournalError> {
        let round = &self.round;
        let drawn = round.plan().draw_route(route);
        let heard = Heard::of(attempt, &round.knowledge);
        let mut outcome = Ok(());
        for (no, name) in drawn {
            if outcome.is_ok() && !round.leave.is_cancelled() {
                outcome = self.share_with_domain(no, &name, &heard, given_up).await;
            }
            let now = round.clock.now();
            round.plan().rested(no, now);
        }
        outcome
    }

    async fn share_with_domain(
        &self,
        no: DomainNo,
        name: &Arc<str>,
        heard: &Heard<'_>,
        given_up: Option<GivenUp<'_>>,
    ) -> Result<(), JournalError> {
        let round = &self.round;
        self.share_tasks(no, name, heard, given_up.and_then(|given_up| given_up.after)).await?;
        let now = round.clock.now();
        if !round.plan().claim_control(no, now) {
            return Ok(());
        }
        if given_up.is_none() {
            return round.heard_control(no, None, heard.attempt, None).await.map(|_| ());
        }
        // What was accepted stays unproven.
        {
            let mut plan = round.plan();
            plan.set_control(no, ControlState::GivenUp, now);
            plan.release_control(no, now);
        }
        round.review_answered(no).await
    }

    async fn share_tasks(
        &self,
        no: DomainNo,
        name: &Arc<str>,
        heard: &Heard<'_>,
        tried: Option<&Sentence>,
    ) -> Result<(), JournalError> {
        let round = &self.round;
        // One moment for all of them: whom this puts off has come to know it, however long the sharing takes.
        let now = round.clock.now();
        while !round.leave.is_cancelled() {
            let in_hand = round.plan().begin_draw(no);
            let tasks = round.journal.tasks(round.id, name, now, &in_hand, PAGE).await?;
            round.plan().drawn(no, &tasks, PAGE, now);
            if tasks.is_empty() {
                break;
            }
            round.share_attempt(no, tasks, heard, tried).await?;
        }
        Ok(())
    }

    /// Settles what was being worked on when something panicked.
    async fn own_up(&mut self) -> Result<(), JournalError> {
        let at = self.round.clock.now();
        let mut failed: Vec<(DomainNo, Task)> = Vec::new();
        let mut controls = Vec::new();
        for named in std::mem::take(&mut self.named).into_values() {
            match named {
                Named::Real(section, task) => failed.push((self.sections[section].domain, task)),
                Named::Control(section, _) => controls.push(self.sections[section].domain),
            }
        }
        if failed.is_empty() && controls.is_empty() {
            for section in &mut self.sections {
                failed.extend(section.real.drain(..).map(|task| (section.domain, task)));
            }
        }
        let mut records = Vec::with_capacity(2 * failed.len());
        for (_, task) in &failed {
            let judgement = internal_error(&self.round.policy);
            records.push(Record::Standing { address: task.id, standing: Standing::Settled });
            records.push(Record::Judged { address: task.id, judgement, at });
        }
        self.round.journal.record(self.round.id, records).await?;
        for (domain, task) in failed {
            self.round.plan().moved(domain, &task, Standing::Settled, at);
        }
        // A control on which Mailvet fails would fail again, and its server would be asked without end.
        for domain in controls {
            self.round.plan().set_control(domain, ControlState::GivenUp, at);
            self.round.plan().release_control(domain, at);
            self.round.review_answered(domain).await?;
        }
        Ok(())
    }

    /// Puts back what was not asked.
    fn close(&mut self) {
        let now = self.round.clock.now();
        let mut plan = self.round.plan();
        for named in std::mem::take(&mut self.named).into_values() {
            match named {
                Named::Real(section, task) => {
                    plan.moved(self.sections[section].domain, &task, task.standing, now);
                }
                Named::Control(section, _) => plan.release_control(self.sections[section].domain, now),
            }
        }
        for section in &mut self.sections {
            for task in section.real.drain(..) {
                plan.moved(section.domain, &task, task.standing, now);
            }
            if section.control == ControlTurn::Claimed {
                plan.release_control(section.domain, now);
            }
        }
        plan.closed(&self.opening, self.opening.size.most().saturating_sub(self.asked), now);
    }

    /// Counts an answer, and ends the session where it goes on to be about us: the first such answer may be about its
    /// recipient alone ("is receiving mail too quickly"), the second in a row is not.
    fn count(&mut self, heard: &Heard<'_>) {
        self.heard += 1;
        let now = self.round.clock.now();
        {
            let mut plan = self.round.plan();
            let pace = plan.pace(self.opening.exchange);
            pace.note(heard.refuses_us(), now);
            if heard.is_bad_recipient() {
                pace.refused(now);
                plan.refuses(self.opening.exchange, heard.attempt.at);
            }
        }
        if !heard.is_unwelcome() {
            self.fruitful += 1;
            self.unwelcome = 0;
            return;
        }
        self.unwelcome += 1;
        self.last_unwelcome = Some(heard.attempt.clone());
        if self.unwelcome == UNWELCOME {
            self.over = true;
            if heard.asks_to_slow_down() && !heard.refuses_us() && self.fruitful > 0 {
                self.slow_down(heard);
            }
        }
    }

    /// Leaves the exchange alone for as long as it asks for, or is known to want.
    fn slow_down(&self, heard: &Heard<'_>) {
        let now = self.round.clock.now();
        let mut plan = self.round.plan();
        let stated = heard.reading.as_ref().and_then(|reading| plan.rests().stated(reading.retry));
        plan.pace(self.opening.exchange).slow_down(stated, now);
    }

    /// An attempt that was made at no particular host.
    fn unasked(&self, outcome: Outcome) -> Attempt {
        Attempt {
            at: self.round.clock.now(),
            exchange: self.opening.exchange_name.as_ref().into(),
            host: self.opening.hosts.first().map_or_else(String::new, |host| host.name.clone()),
            ip: None,
            banner: None,
            tls: false,
            tls_facts: None,
            sender: None,
            outcome,
            latency_ms: None,
            transcript: None,
        }
    }

    fn name(&mut self, named: Named, address: Address) -> Recipient {
        let mark = self.next_mark;
        self.next_mark += 1;
        self.asked += 1;
        self.named.insert(mark, named);
        Recipient { mark, address, apart: false }
    }

    /// Names the control of a section: the first one among the real addresses, like one of them, every other in a
    /// transaction of its own.
    fn name_control(&mut self, n: usize) -> Recipient {
        let section = &mut self.sections[n];
        section.controls += 1;
        let (domain, nth) = (section.domain, section.controls - 1);
        let mut plan = self.round.plan();
        let state = plan.control(domain);
        let nth = nth + state.accepted();
        let address = plan.control_name(domain, |domain| control_address(domain, nth));
        drop(plan);
        let apart = !matches!(state, ControlState::Needed { accepted: 0, .. });
        Recipient { apart, ..self.name(Named::Control(n, address.clone()), address) }
    }

    /// Names one control more where it can ride along, after everything else: the domains of this session by turns.
    fn name_extra(&mut self) -> Option<Recipient> {
        let size = self.opening.size;
        // The limit is our own where there is a spare one: three recipients more are less than a connection more.
        let ours = if size.spare > 0 { self.round.controls.settings.catch_all_after } else { 0 };
        let most = size.most().saturating_add(usize::try_from(ours).unwrap_or(usize::MAX));
        if self.asked >= most || !self.named.is_empty() {
            return None;
        }
        let now = self.round.clock.now();
        let mut turns: Vec<usize> = (0..self.sections.len()).collect();
        turns.sort_by_key(|n| self.sections[*n].controls);
        let next = turns.into_iter().find(|n| {
            let section = &self.sections[*n];
            section.real.is_empty() && self.round.plan().claim_extra(section.domain, now)
        });
        if next.is_none() {
            self.round.plan().audit_last(self.opening.exchange, now);
        }
        next.map(|next| self.name_control(next))
    }

    /// Whether the control of a section is to be asked now.
    fn is_control_due(&mut self, n: usize) -> bool {
        let now = self.round.clock.now();
        let size = self.opening.size.most();
        let mut plan = self.round.plan();
        let section = &mut self.sections[n];
        let wanted = match section.control {
            ControlTurn::Over => return false,
            ControlTurn::Claimed => plan.is_control_wanted(section.domain, now),
            ControlTurn::Free => self.asked < size && plan.claim_control(section.domain, now),
        };
        if !wanted && section.control == ControlTurn::Claimed {
            plan.release_control(section.domain, now);
        }
        section.control = ControlTurn::Over;
        wanted
    }
}

impl<J: Journal, M: MailSystem> Agenda for Sitting<J, M> {
    fn next(&mut self, most: usize) -> Vec<Recipient> {
        if self.over || most == 0 {
            return Vec::new();
        }
        let now = self.round.clock.now();
        let most = self.round.plan().pace(self.opening.exchange).may_ask(most, now);
        let mut next = Vec::new();
        for n in 0..self.sections.len() {
            if most == 0 {
                break;
            }
            let held = self.round.plan().is_held(self.sections[n].domain);
            let section = &mut self.sections[n];
            // A server that accepts everything at present is not asked in earnest before a control was refused.
            if !section.real.is_empty() && !held {
                // One domain at a time: some servers take the recipients of one domain only in a transaction.
                let tasks: Vec<Task> = section.real.drain(..most.min(section.real.len())).collect();
                section.open += tasks.len();
                for task in tasks {
                    let address = task.address.clone();
                    next.push(self.name(Named::Real(n, task), address));
                }
                break;
            }
            if section.open == 0 && self.is_control_due(n) {
                next.push(self.name_control(n));
                break;
            }
        }
        if next.is_empty() && most > 0 {
            next.extend(self.name_extra());
        }
        self.round.plan().pace(self.opening.exchange).asked(next.len(), now);
        self.place = None;
        self.last_named = Some(now);
        next
    }

    fn pause(&mut self) -> Duration {
        let more = |section: &Section| !section.real.is_empty() || section.control != ControlTurn::Over;
        if self.over || !self.sections.iter().any(more) {
            return Duration::ZERO;
        }
        let now = self.round.clock.now();
        let mut plan = self.round.plan();
        let pace = plan.pace(self.opening.exchange);
        let place = *self.place.get_or_insert_with(|| pace.take_place(self.last_named, now));
        place.since(now)
    }

    async fn heard(
        &mut self,
        recipient: Recipient,
        attempt: Attempt,
        conversation: &Conversation,
    ) -> Result<(), JournalError> {
        let round = Arc::clone(&self.round);
        let heard = Heard::of(&attempt, &round.knowledge);
        let counted = match self.named.get(&recipient.mark) {
            None => return Ok(()),
            Some(Named::Real(section, task)) => {
                let (section, task) = (*section, task.clone());
                let domain = self.sections[section].domain;
                let answered = round.heard_address(domain, task, &heard, self.heard, conversation).await?;
                self.sections[section].open -= 1;
                self.over |= !answered;
                if !answered {
                    let heard = self.heard;
                    round.plan().pace(self.opening.exchange).fewer_recipients(heard);
                }
                answered
            }
            Some(Named::Control(section, address)) => {
                let domain = self.sections[*section].domain;
                let asked = Some(address.clone());
                self.over |= !round.heard_control(domain, asked, &attempt, Some(conversation)).await?;
                true
            }
        };
        if counted && self.heard == 0 {
            round.plan().route_answers(self.opening.route, true);
            round.wake.notify_one();
        }
        if counted {
            self.count(&heard);
        }
        self.named.remove(&recipient.mark);
        Ok(())
    }
}

/// An answer that is passed on to others says nothing of their mailboxes.
fn as_refusal(attempt: Attempt) -> Attempt {
    match attempt.outcome {
        Outcome::Answered(reply) => {
            Attempt { outcome: Outcome::Refused { stage: Stage::Rcpt, reply }, ..attempt }
        }
        _ => attempt,
    }
}

/// How far a visit came.
fn stage(outcome: &Outcome) -> Stage {
    match outcome {
        Outcome::NoConnection(_) => Stage::Connect,
        Outcome::Refused { stage, .. }
        | Outcome::TimedOut { stage }
        | Outcome::Dropped { stage }
        | Outcome::Garbled { stage, .. } => *stage,
        Outcome::Answered(_) | Outcome::NeedsSmtpUtf8 => Stage::Rcpt,
    }
}
