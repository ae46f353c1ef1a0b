//! `escalation/guard-removed`

use architect_core::declare_rule;

use crate::docket::{Docket, Raise};
use crate::fact::{AuthCall, Facts, Shift, What};
use crate::trigger::Trigger;

declare_rule! {
    /// ## What it finds
    /// A line that kept callers out goes: a decorator, filter, middleware or check of a framework.
    ///
    /// ## Why it matters
    /// What it guarded is open from the next deployment on, and no test of the remaining code fails for it.
    ///
    /// ## Bad
    /// ```diff
    /// diff --git a/shop/views.py b/shop/views.py
    /// --- a/shop/views.py
    /// +++ b/shop/views.py
    /// @@ -10,7 +10,6 @@ from .models import Order
    ///  from django.http import JsonResponse
    ///
    ///
    /// -@login_required
    ///  def export_orders(request):
    ///      rows = Order.objects.values()
    ///      return JsonResponse(list(rows), safe=False)
    /// ```
    /// ## Good
    /// ```diff
    /// diff --git a/shop/views.py b/shop/views.py
    /// --- a/shop/views.py
    /// +++ b/shop/views.py
    /// @@ -12,5 +12,5 @@
    ///
    ///  @login_required
    ///  def export_orders(request):
    /// -    rows = Order.objects.values()
    /// +    rows = Order.objects.order_by("id").values()
    ///      return JsonResponse(list(rows), safe=False)
    /// ```
    /// ## Limits
    /// A guard that moves together with the lines next to it is no removal. Guards that a project wrote itself are
    /// found only when they carry one of the usual names.
    pub GuardRemoved {
        id: "escalation/guard-removed",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("OWASP Top 10, A01:2021 Broken Access Control", "https://owasp.org/Top10/A01_2021-Broken_Access_Control/")],
    }
}

impl Raise for GuardRemoved {
    const TRIGGERS: &'static [Trigger] = &[Trigger::Authentication];

    fn raise(&self, facts: &Facts, docket: &mut Docket) {
        for fact in &facts.all {
            if let What::AuthCalled { call, class: AuthCall::Guard, shift: Shift::Removed } = &fact.what {
                docket.require::<Self>(Trigger::Authentication, fact, format!("the guard `{call}` is removed"));
            }
        }
    }
}
