//! What Mailvet knows of mail: the rule tables and lists of `assets/`, read and checked once. Nothing in here decides by
//! itself what a server meant: [`Knowledge::read`] asks the table and puts its row into a [`Reading`].

use std::sync::{Arc, LazyLock};

use crate::{
    Dossier, Lists, Operator, Reading, Reply, Stage,
    operators::Operators,
    rules::{Heard, ReplyRules, RulesError, SenderRefusal, SenderRules},
    score::{Asked, Head, Model, Opinion},
};

/// The tables, ready to be asked.
#[derive(Clone, Debug)]
pub struct Knowledge {
    lists: Lists,
    operators: Operators,
    replies: Arc<ReplyRules>,
    head: Head,
    lean: Lean,
}

/// From which score on the judge leans where nothing is proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lean {
    /// From here up an address is likely valid.
    pub likely: u8,
    /// From here down an address is likely invalid.
    pub unlikely: u8,
}

impl Default for Lean {
    fn default() -> Self {
        Self { likely: 70, unlikely: 30 }
    }
}

impl Knowledge {
    /// The tables that ship with the program.
    ///
    /// # Panics
    /// Never in a build whose tests pass: the tables are compiled in and a test reads them.
    #[must_use]
    pub fn shipped() -> Arc<Self> {
        static SHIPPED: LazyLock<Arc<Knowledge>> = LazyLock::new(|| {
            let knowledge = Knowledge::parse(
                include_str!("../../../assets/rules/operators.toml"),
                include_str!("../../../assets/rules/replies.toml"),
            );
            Arc::new(knowledge.expect("the tables that ship are sound: a test reads them"))
        });
        Arc::clone(&SHIPPED)
    }

    /// Reads tables of operators and replies, with the lists that ship.
    ///
    /// # Errors
    /// The first thing that is wrong in a table.
    pub fn parse(operators: &str, replies: &str) -> Result<Self, RulesError> {
        Ok(Self {
            lists: Lists::shipped(),
            operators: Operators::parse(operators)?,
            replies: Arc::new(ReplyRules::parse(replies)?),
            head: Head::shipped(),
            lean: Lean::default(),
        })
    }

    /// The same, with a head that has learnt.
    #[must_use]
    pub fn with_head(&self, head: Head) -> Self {
        Self { head, ..self.clone() }
    }

    /// The same, with other lists.
    #[must_use]
    pub fn with_lists(&self, lists: Lists) -> Self {
        Self { lists, ..self.clone() }
    }

    /// The same, with other thresholds.
    #[must_use]
    pub fn with_lean(&self, lean: Lean) -> Self {
        Self { lean, ..self.clone() }
    }

    /// From which score on the judge leans.
    #[must_use]
    pub fn lean(&self) -> Lean {
        self.lean
    }

    /// The head that weighs the model's answer.
    #[must_use]
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// What the model makes of a dossier; `None` where it holds no address.
    #[must_use]
    pub fn opinion(&self, dossier: &Dossier, asked: Asked) -> Option<Opinion> {
        Model::shipped().opinion(dossier, &self.head, asked)
    }

    /// What is known of domains and local parts.
    #[must_use]
    pub fn lists(&self) -> &Lists {
        &self.lists
    }

    /// What `reply` means at `stage`, from `operator` where it is known.
    #[must_use]
    pub fn read(&self, stage: Stage, operator: Option<&Operator>, reply: &Reply) -> Reading {
        let heard = Heard::new(reply);
        let row = self.replies.first(stage, operator.map(|operator| operator.id.as_str()), reply, &heard);
        Reading::of(stage, reply, &heard, row)
    }

    /// What `reply`, to MAIL FROM or RCPT TO, has against the sender, so that another one may be worth a try.
    #[must_use]
    pub fn sender_refusal(&self, reply: &Reply) -> Option<SenderRefusal> {
        SenderRules::shipped().refusal(reply)
    }

    /// The operator of a mail host, known by its name or its banner.
    #[must_use]
    pub fn operator(&self, mx_host: &str, banner: Option<&str>) -> Option<&Operator> {
        self.operators.recognise(mx_host, banner)
    }

    /// The operator with this id, or another name of it in the table.
    #[must_use]
    pub fn operator_by_id(&self, id: &str) -> Option<&Operator> {
        self.operators.called(id)
    }

    /// The operator that a domain (A-labels) is known to belong to, without a look at DNS; `None`: DNS has to tell.
    #[must_use]
    pub fn operator_of_domain(&self, domain: &str) -> Option<&Operator> {
        self.operators.owning(domain)
    }

    /// Every operator of the table.
    pub fn operators(&self) -> impl Iterator<Item = &Operator> {
        self.operators.all()
    }

    /// The operator that a reply names itself, for a reply of which nothing else is known.
    #[must_use]
    pub fn operator_of_reply(&self, reply: &Reply) -> Option<&Operator> {
        self.operators.signed(&reply.text())
    }

    #[cfg(test)]
    pub(crate) fn operator_ids(&self) -> impl Iterator<Item = &str> {
        self.operators.ids()
    }

    #[cfg(test)]
    pub(crate) fn reply_rows(&self) -> &[crate::rules::Row] {
        self.replies.rows()
    }
}
