//! Numbers within bounds, at a bound and one step beyond it.

use super::facets::{Facets, as_float};
use super::rng::Rng;
use serde_json::{Number, Value};
use specproof_contract::model::Type;

/// An end of the range of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// `minimum`, `exclusiveMinimum`.
    Low,
    /// `maximum`, `exclusiveMaximum`.
    High,
}

/// The grid of right numbers: from one of them to the next it is `step`.
struct Grid {
    step: f64,
    integer: bool,
    low: Option<(f64, bool)>,
    high: Option<(f64, bool)>,
}

impl Grid {
    fn of(facets: &Facets<'_>) -> Self {
        let integer = facets.types.as_ref().is_some_and(|types| types.contains(Type::Integer) && !types.contains(Type::Number));
        let own = facets.multiples.iter().map(as_float).filter(|step| *step > 0.0).reduce(common);
        let step = match (own, integer) {
            (Some(step), true) => common(step, 1.0),
            (Some(step), false) => step,
            (None, true) => 1.0,
            (None, false) => 0.0,
        };
        let (low, high) = match facets.format.filter(|_| integer) {
            Some("int32") => (Some((f64::from(i32::MIN), false)), Some((f64::from(i32::MAX), false))),
            _ => (None, None),
        };
        let bound = |own: &Option<(Number, bool)>| own.as_ref().map(|(number, exclusive)| (as_float(number), *exclusive));
        Self { step, integer, low: bound(&facets.low).or(low), high: bound(&facets.high).or(high) }
    }

    fn holds(&self, number: f64) -> bool {
        self.low.is_none_or(|(low, exclusive)| if exclusive { number > low } else { number >= low })
            && self.high.is_none_or(|(high, exclusive)| if exclusive { number < high } else { number <= high })
    }

    /// The right number nearest to an end.
    fn nearest(&self, end: End) -> Option<f64> {
        let ((bound, exclusive), sign) = match end {
            End::Low => (self.low?, 1.0),
            End::High => (self.high?, -1.0),
        };
        let found = if self.step > 0.0 {
            let units = bound / self.step;
            let whole = if end == End::Low { units.ceil() } else { units.floor() };
            let at = whole * self.step;
            if exclusive && at == bound { at + sign * self.step } else { at }
        } else if exclusive {
            let width = self.low.zip(self.high).map_or(1.0, |(low, high)| (high.0 - low.0) / 1000.0);
            bound + sign * width
        } else {
            bound
        };
        self.holds(found).then_some(found)
    }

    fn value(&self, number: f64) -> Option<Value> {
        if self.integer || number.fract() == 0.0 {
            let whole = format!("{number:.0}").parse::<i128>().ok()?;
            let number = i64::try_from(whole).map(Number::from).or_else(|_| u64::try_from(whole).map(Number::from)).ok()?;
            Some(Value::Number(number))
        } else {
            Number::from_f64(number).map(Value::Number)
        }
    }
}

/// A number that satisfies the facets; `None` where the bounds leave none.
pub fn within(facets: &Facets<'_>, rng: &mut Rng) -> Option<Value> {
    let grid = Grid::of(facets);
    let step = if grid.step > 0.0 { grid.step } else { 0.5 };
    let start = grid.nearest(End::Low).or_else(|| grid.nearest(End::High)).unwrap_or(step);
    let away = if grid.low.is_some() || grid.high.is_none() { step } else { -step };
    let tries = (0..8).map(|round| if round == 7 { start } else { start + away * rng.below(40) as f64 });
    tries.filter(|number| grid.holds(*number)).find_map(|number| grid.value(number))
}

/// The right number nearest to this end; `None` where that end is open.
pub fn at(facets: &Facets<'_>, end: End) -> Option<Value> {
    let grid = Grid::of(facets);
    grid.value(grid.nearest(end)?)
}

/// The wrong number nearest to this end, and the keyword that it violates; `None` where that end is open.
pub fn beyond(facets: &Facets<'_>, end: End) -> Option<(Value, &'static str)> {
    let grid = Grid::of(facets);
    let step = if grid.step > 0.0 { grid.step } else { 0.5 };
    let ((bound, exclusive), keyword, sign) = match end {
        End::Low => (facets.low.as_ref()?, "minimum", -1.0),
        End::High => (facets.high.as_ref()?, "maximum", 1.0),
    };
    let own = as_float(bound);
    let on_grid = grid.step == 0.0 || (own / grid.step).fract() == 0.0;
    let number = match (*exclusive, on_grid) {
        (true, true) => own,
        (false, true) => own + sign * step,
        (_, false) => (own / step + if end == End::High { 1.0 } else { 0.0 }).floor() * step,
    };
    let keyword = match (*exclusive, end) {
        (true, End::Low) => "exclusiveMinimum",
        (true, End::High) => "exclusiveMaximum",
        (false, _) => keyword,
    };
    (!grid.holds(number)).then_some(())?;
    Some((grid.value(number)?, keyword))
}

/// A number within the bounds that is no multiple of what `multipleOf` says.
pub fn off_grid(facets: &Facets<'_>, rng: &mut Rng) -> Option<Value> {
    let step = facets.multiples.iter().map(as_float).reduce(common)?;
    let grid = Grid::of(facets);
    let start = as_float(within(facets, rng)?.as_number()?);
    let fractions: &[f64] = if grid.integer { &[1.0, -1.0, 2.0] } else { &[step / 2.0, -step / 2.0] };
    let number = fractions.iter().map(|part| start + part).find(|number| grid.holds(*number) && (number / step).fract().abs() > 1e-9)?;
    grid.value(number)
}

/// A common multiple of two steps, the least where both are whole multiples of a small fraction.
fn common(one: f64, other: f64) -> f64 {
    let (mut high, mut low) = (one.max(other), one.min(other));
    for _ in 0..64 {
        if low < 1e-9 {
            return one * other / high;
        }
        (high, low) = (low, high % low);
    }
    one * other
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn facets(low: Option<(i64, bool)>, high: Option<(i64, bool)>, multiple: Option<f64>, integer: bool) -> Facets<'static> {
        let types = specproof_contract::model::TypeSet::of([if integer { Type::Integer } else { Type::Number }]);
        Facets {
            types: Some(types),
            low: low.map(|(bound, exclusive)| (bound.into(), exclusive)),
            high: high.map(|(bound, exclusive)| (bound.into(), exclusive)),
            multiples: multiple.and_then(Number::from_f64).into_iter().collect(),
            ..Facets::default()
        }
    }

    #[test]
    fn inclusive_bounds_are_right_and_one_beyond_is_wrong() {
        let range = facets(Some((1, false)), Some((5, false)), None, true);
        assert_eq!(at(&range, End::Low), Some(json!(1)));
        assert_eq!(at(&range, End::High), Some(json!(5)));
        assert_eq!(beyond(&range, End::Low), Some((json!(0), "minimum")));
        assert_eq!(beyond(&range, End::High), Some((json!(6), "maximum")));
    }

    #[test]
    fn exclusive_bounds_are_wrong_themselves() {
        let range = facets(Some((1, true)), Some((5, true)), None, true);
        assert_eq!(at(&range, End::Low), Some(json!(2)));
        assert_eq!(at(&range, End::High), Some(json!(4)));
        assert_eq!(beyond(&range, End::Low), Some((json!(1), "exclusiveMinimum")));
        assert_eq!(beyond(&range, End::High), Some((json!(5), "exclusiveMaximum")));
    }

    #[test]
    fn steps_are_kept_and_left() {
        let range = facets(Some((1, false)), Some((20, false)), Some(6.0), true);
        assert_eq!(at(&range, End::Low), Some(json!(6)));
        assert_eq!(at(&range, End::High), Some(json!(18)));
        let off = off_grid(&range, &mut Rng::new(1)).and_then(|value| value.as_i64()).unwrap_or(0);
        assert!((1..=20).contains(&off) && off % 6 != 0, "{off}");
        assert_eq!(beyond(&range, End::High), Some((json!(24), "maximum")));
    }

    #[test]
    fn numbers_within_are_within() {
        for (low, high, integer) in [
            (Some((0, true)), None, false),
            (None, Some((-3, false)), true),
            (Some((7, false)), Some((7, false)), true),
            (None, None, false),
        ] {
            let range = facets(low, high, None, integer);
            for seed in 0..50 {
                let value = within(&range, &mut Rng::new(seed)).and_then(|value| value.as_f64()).unwrap_or(f64::NAN);
                assert!(Grid::of(&range).holds(value) && (!integer || value.fract() == 0.0), "{value}");
            }
        }
        assert_eq!(within(&facets(Some((3, true)), Some((4, true)), None, true), &mut Rng::new(0)), None);
    }
}
