//! Quantities: `500m`, `128Mi`, `1.5G`, `1e3`.

/// An amount of a resource.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Quantity(pub f64);

/// The endings, and what they multiply by.
const SUFFIXES: [(&str, f64); 16] = [
    ("Ki", 1024.0),
    ("Mi", 1_048_576.0),
    ("Gi", 1_073_741_824.0),
    ("Ti", 1_099_511_627_776.0),
    ("Pi", 1_125_899_906_842_624.0),
    ("Ei", 1_152_921_504_606_846_976.0),
    ("n", 1e-9),
    ("u", 1e-6),
    ("m", 1e-3),
    ("k", 1e3),
    ("M", 1e6),
    ("G", 1e9),
    ("T", 1e12),
    ("P", 1e15),
    ("E", 1e18),
    ("", 1.0),
];

impl Quantity {
    /// Reads a quantity as Kubernetes does; `None` when it is none.
    pub fn read(text: &str) -> Option<Self> {
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let end = unsigned.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(unsigned.len());
        let (number, suffix) = unsigned.split_at_checked(end)?;
        let dots = number.bytes().filter(|byte| *byte == b'.').count();
        if number.is_empty() || number == "." || dots > 1 {
            return None;
        }
        let number: f64 = number.parse().ok()?;
        let factor = match SUFFIXES.iter().find(|(name, _)| *name == suffix) {
            Some((_, factor)) => *factor,
            None => 10_f64.powi(exponent(suffix)?),
        };
        let sign = if text.starts_with('-') { -1.0 } else { 1.0 };
        Some(Self(sign * number * factor))
    }
}

/// `e3`, `E-2`.
fn exponent(suffix: &str) -> Option<i32> {
    const MOST: i32 = 30;
    let digits = suffix.strip_prefix(['e', 'E'])?;
    let unsigned = digits.strip_prefix(['+', '-']).unwrap_or(digits);
    if unsigned.is_empty() || !unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits.parse::<i32>().ok().map(|exponent| exponent.clamp(-MOST, MOST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_read_as_kubernetes_reads_them() {
        for (text, value) in
            [("500m", 0.5), ("1", 1.0), ("0.25", 0.25), ("1Ki", 1024.0), ("2M", 2e6), ("1e3", 1e3), (".5", 0.5)]
        {
            assert_eq!(Quantity::read(text), Some(Quantity(value)), "{text}");
        }
        for text in ["", "m", "128MB", "1 Gi", "1.2.3", "0,5", "1gi", "50%", "1e", "half"] {
            assert_eq!(Quantity::read(text), None, "{text}");
        }
    }
}
