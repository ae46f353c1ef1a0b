//! `escalation/access-decision-changed`

use architect_core::declare_rule;

use crate::docket::{Docket, Raise};
use crate::fact::{AuthCall, Facts, Shift, What};
use crate::trigger::Trigger;

declare_rule! {
    /// ## What it finds
    /// Code that decides who may enter or what they may do changes, by the project's own names: the condition in front of
    /// a refusal, the body of a function whose name is about it, or the use of a name that speaks of permissions,
    /// administrators, tokens or ways to sign in.
    ///
    /// ## Why it matters
    /// Most projects decide about access in code of their own, far from any framework's guard.
    ///
    /// ## Bad
    /// ```diff
    /// diff --git a/shop/orders.py b/shop/orders.py
    /// --- a/shop/orders.py
    /// +++ b/shop/orders.py
    /// @@ -30,4 +30,4 @@ class Orders:
    ///      def cancel(self, order, user):
    /// -        if order.customer != user:
    /// +        if order.customer != user and not order.shared:
    ///              raise PermissionDenied()
    ///          order.cancel()
    /// ```
    /// ## Good
    /// ```diff
    /// diff --git a/shop/orders.py b/shop/orders.py
    /// --- a/shop/orders.py
    /// +++ b/shop/orders.py
    /// @@ -30,4 +30,4 @@ class Orders:
    ///      def cancel(self, order, user):
    ///          if order.customer != user:
    ///              raise PermissionDenied()
    /// -        order.cancel()
    /// +        order.cancel(by=user)
    /// ```
    /// ## Limits
    /// Names are read word by word; one that says nothing of access hides what it does. A function that comes as a whole
    /// decides nothing anew about what was there, a user interface only shows what is decided elsewhere, and where an answer
    /// is only handed on, as a parameter or as one value of many, it is told where it is used. A line that says the same in
    /// other words (`errors.Is` for `==`) changes nothing.
    pub AccessDecisionChanged {
        id: "escalation/access-decision-changed",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("OWASP Top 10, A01:2021 Broken Access Control", "https://owasp.org/Top10/A01_2021-Broken_Access_Control/")],
    }
}

impl Raise for AccessDecisionChanged {
    const TRIGGERS: &'static [Trigger] = &[Trigger::Authentication];

    fn raise(&self, facts: &Facts, docket: &mut Docket) {
        for fact in &facts.all {
            let What::AuthCalled { call, class: AuthCall::Decision, shift } = &fact.what else { continue };
            let message = match shift {
                Shift::Changed => format!("{call} changes"),
                Shift::Added => format!("{call} comes in"),
                Shift::Removed => format!("{call} goes"),
            };
            docket.require::<Self>(Trigger::Authentication, fact, message);
        }
    }
}
