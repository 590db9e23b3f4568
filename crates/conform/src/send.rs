//! [`Sender`]: every request of a run goes through here, which counts, paces and waits where the target asks for it.

use crate::case::HeaderCase;
use crate::client::{Client, Session};
use crate::exchange::{Answer, Exchange, Request, in_vain};
use crate::settings::Limits;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Sends within the limits of the run.
pub struct Sender<'a> {
    client: &'a Client,
    limits: Limits,
    start: Instant,
    sent: AtomicU64,
    answered: AtomicU64,
    silent: AtomicU64,
    /// By operation: how many requests were not answered in time.
    unanswered: Mutex<HashMap<String, u32>>,
    /// By operation: how many requests in a row were asked to wait until no more was waited.
    put_off: Mutex<HashMap<String, u32>>,
    /// No request leaves before this.
    not_before: Mutex<Instant>,
    /// By operation, where it has a rate of its own: no request of it leaves before this.
    paced: Mutex<HashMap<String, Instant>>,
    cancelled: &'a (dyn Fn() -> bool + Send + Sync),
}

/// Why no more requests are sent, or why this one was left without an answer that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// The run is over: a limit of the whole run, or the user, ended it.
    Run(String),
    /// The target kept asking to wait.
    Throttled(String),
    /// The target has not answered such requests before.
    Unanswered(String),
}

impl std::fmt::Display for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Run(why) | Self::Throttled(why) | Self::Unanswered(why) => f.write_str(why),
        }
    }
}

impl<'a> Sender<'a> {
    /// A sender that starts its clock now.
    pub fn new(client: &'a Client, limits: &Limits, cancelled: &'a (dyn Fn() -> bool + Send + Sync)) -> Self {
        let start = Instant::now();
        Self {
            client,
            limits: *limits,
            start,
            sent: AtomicU64::new(0),
            answered: AtomicU64::new(0),
            silent: AtomicU64::new(0),
            unanswered: Mutex::default(),
            put_off: Mutex::default(),
            not_before: Mutex::new(start),
            paced: Mutex::default(),
            cancelled,
        }
    }

    /// The client, for sessions of one's own.
    pub fn client(&self) -> &'a Client {
        self.client
    }

    /// Requests that were sent so far.
    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// Time since the start of the run.
    pub fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    /// Why the run is over, where it is.
    pub fn over(&self) -> Option<Stop> {
        if (self.cancelled)() {
            return Some(Stop::Run("the run was cancelled".into()));
        }
        if self.start.elapsed() >= self.limits.run {
            return Some(Stop::Run(format!("the run's time limit of {:?} has passed", self.limits.run)));
        }
        let silent = self.silent.load(Ordering::Relaxed);
        if self.answered.load(Ordering::Relaxed) == 0 && silent >= u64::from(self.limits.unanswered.max(1)) {
            return Some(Stop::Run(format!("the target accepts connections but has answered none of {silent} requests")));
        }
        None
    }

    /// Sends a request of this operation within its limits, over the session where one is given, and waits and asks again as often as the target asks for that.
    ///
    /// # Errors
    /// Why there is no exchange that counts.
    pub async fn send(
        &self,
        operation: &str,
        request: Request,
        case: Option<HeaderCase>,
        limits: &Limits,
        mut session: Option<&mut Session<'_>>,
    ) -> Result<Exchange, Stop> {
        let mut waits = 0;
        loop {
            self.answers(operation, limits)?;
            self.admit(operation, limits).await?;
            let started = self.start.elapsed();
            let began = Instant::now();
            let answer = match (&mut session, case) {
                (Some(session), None) => session.send_within(&request, limits).await,
                _ => self.client.send_within(&request, case, limits).await,
            };
            let took = began.elapsed();
            match &answer {
                Ok(_) => self.answered.fetch_add(1, Ordering::Relaxed),
                Err(_) => self.silent.fetch_add(1, Ordering::Relaxed),
            };
            self.note(operation, in_vain(&answer, took));
            if let Ok(got) = &answer
                && let Some(asked) = asks_to_wait(got)
            {
                if waits == limits.waits {
                    let why =
                        format!("the target answered {} and asked to wait {} times; no more than that is waited", got.status, waits + 1);
                    return Err(self.put_off(operation, why));
                }
                let pause = asked.unwrap_or(Duration::from_millis(250) * 2_u32.pow(waits));
                if pause > limits.wait {
                    let why = format!(
                        "the target answered {} and asked to wait {pause:?}; no longer than {:?} is waited",
                        got.status, limits.wait
                    );
                    return Err(self.put_off(operation, why));
                }
                waits += 1;
                let mut not_before = self.not_before.lock().unwrap_or_else(PoisonError::into_inner);
                *not_before = (*not_before).max(Instant::now() + pause);
                continue;
            }
            self.put_off.lock().unwrap_or_else(PoisonError::into_inner).remove(operation);
            return Ok(Exchange { request, answer, started, took });
        }
    }

    /// A request that was asked to wait until no more is waited.
    fn put_off(&self, operation: &str, why: String) -> Stop {
        *self.put_off.lock().unwrap_or_else(PoisonError::into_inner).entry(operation.to_owned()).or_default() += 1;
        Stop::Throttled(why)
    }

    /// Whether such requests are answered at all: to wait out the time limit for each of them would tell nothing new.
    fn answers(&self, operation: &str, limits: &Limits) -> Result<(), Stop> {
        let count = |of: &Mutex<HashMap<String, u32>>| {
            let count = of.lock().unwrap_or_else(PoisonError::into_inner).get(operation).copied().unwrap_or_default();
            Some(count).filter(|&count| count > 0 && count >= limits.unanswered)
        };
        if let Some(count) = count(&self.unanswered) {
            return Err(Stop::Unanswered(format!("{operation} was not answered in time {count} times, and is left alone")));
        }
        match count(&self.put_off) {
            Some(count) => {
                let why = format!("the target asked {count} requests of {operation} in a row to wait, again and again: it is left alone");
                Err(Stop::Throttled(why))
            }
            None => Ok(()),
        }
    }

    fn note(&self, operation: &str, in_vain: bool) {
        // Answers in between change nothing: what is refused may be answered, and what is granted never.
        if in_vain {
            *self.unanswered.lock().unwrap_or_else(PoisonError::into_inner).entry(operation.to_owned()).or_default() += 1;
        }
    }

    /// Sends a request that removes what the run made, also when the run is over or its limit of requests is reached, which counts it before it is
    /// sent (what a case costs includes it); once more after 429.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn tidy(&self, request: &Request) -> Result<Answer, String> {
        let mut waited = false;
        loop {
            let wait = {
                let not_before = self.not_before.lock().unwrap_or_else(PoisonError::into_inner);
                not_before.saturating_duration_since(Instant::now())
            };
            tokio::time::sleep(wait.min(self.limits.wait)).await;
            let answer = self.client.send(request, None).await.map_err(|error| error.to_string())?;
            match asks_to_wait(&answer) {
                Some(asked) if !waited => {
                    waited = true;
                    tokio::time::sleep(asked.unwrap_or(Duration::from_millis(500)).min(self.limits.wait)).await;
                }
                _ => return Ok(answer),
            }
        }
    }

    /// How long a request has to wait at this moment; none, and it takes its turn in the pace of the run and of its operation.
    fn pace(&self, operation: &str, limits: &Limits, now: Instant) -> Duration {
        let mut not_before = self.not_before.lock().unwrap_or_else(PoisonError::into_inner);
        let mut wait = not_before.saturating_duration_since(now);
        let own = between(limits.rate.filter(|_| limits.rate != self.limits.rate));
        if let Some(own) = own {
            let mut paced = self.paced.lock().unwrap_or_else(PoisonError::into_inner);
            let then = paced.entry(operation.to_owned()).or_insert(now);
            wait = wait.max(then.saturating_duration_since(now));
            if wait.is_zero() {
                *then = now + own;
            }
        }
        if let Some(run) = between(self.limits.rate).filter(|_| wait.is_zero()) {
            *not_before = now + run;
        }
        wait
    }

    /// Waits for the moment at which one more request may leave.
    async fn admit(&self, operation: &str, limits: &Limits) -> Result<(), Stop> {
        loop {
            if let Some(stop) = self.over() {
                return Err(stop);
            }
            let now = Instant::now();
            let wait = self.pace(operation, limits, now);
            if wait.is_zero() {
                break;
            }
            let left = self.limits.run.saturating_sub(self.start.elapsed());
            tokio::time::sleep(wait.min(left).min(Duration::from_millis(200))).await;
        }
        let within = |sent: u64| self.limits.requests.is_none_or(|limit| sent < limit).then_some(sent + 1);
        match self.sent.fetch_update(Ordering::Relaxed, Ordering::Relaxed, within) {
            Ok(_) => Ok(()),
            Err(limit) => Err(Stop::Run(format!("the limit of {limit} requests is reached"))),
        }
    }
}

/// How long it is between two requests of such a rate.
fn between(rate: Option<f64>) -> Option<Duration> {
    Duration::try_from_secs_f64(1.0 / rate.filter(|rate| *rate > 0.0)?).ok()
}

/// Whether an answer asks to come back later, and in what time where it says so (RFC 9110, 10.2.3; RFC 6585, 4).
fn asks_to_wait(answer: &Answer) -> Option<Option<Duration>> {
    let field = answer.header("retry-after");
    if answer.status != 429 && field.is_none() {
        return None;
    }
    Some(field.and_then(|value| {
        let value = value.trim();
        match value.parse::<u64>() {
            Ok(seconds) => Some(Duration::from_secs(seconds)),
            Err(_) => {
                let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
                moment(value).map(|then| Duration::from_secs(then.saturating_sub(now)))
            }
        }
    }))
}

/// Seconds since 1970 of an IMF-fixdate: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, 5.6.7).
fn moment(text: &str) -> Option<u64> {
    let rest = text.split_once(", ")?.1.strip_suffix(" GMT")?;
    let mut parts = rest.split([' ', ':']);
    let day: u64 = parts.next()?.parse().ok()?;
    let name = parts.next()?;
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = u64::try_from(months.iter().position(|own| *own == name)?).ok()? + 1;
    let year: u64 = parts.next()?.parse().ok().filter(|year| (1970..=9999).contains(year))?;
    let mut clock = || parts.next()?.parse::<u64>().ok().filter(|number| *number <= 60);
    let (hour, minute, second) = (clock()?, clock()?, clock()?);
    // Days of the civil calendar, years counted from March.
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1;
    days.checked_sub(719_468).map(|days| ((days * 24 + hour) * 60 + minute) * 60 + second)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, field: Option<&str>) -> Answer {
        let headers = field.map(|value| ("retry-after".to_owned(), value.to_owned())).into_iter().collect();
        Answer { status, headers, body: vec![] }
    }

    #[test]
    fn who_asks_to_wait() {
        assert_eq!(asks_to_wait(&answer(200, None)), None);
        assert_eq!(asks_to_wait(&answer(429, None)), Some(None));
        assert_eq!(asks_to_wait(&answer(503, Some("7"))), Some(Some(Duration::from_secs(7))));
        assert_eq!(asks_to_wait(&answer(429, Some("-1"))), Some(None));
        assert_eq!(asks_to_wait(&answer(429, Some("Sun, 06 Nov 1994 08:49:37 GMT"))), Some(Some(Duration::ZERO)));
    }

    #[test]
    fn an_operation_may_have_a_pace_of_its_own_within_that_of_the_run() {
        let of_run = Limits { rate: Some(10.0), ..Limits::default() };
        let client = Client::new(&Default::default(), &Default::default(), &of_run, false).unwrap();
        let sender = Sender::new(&client, &of_run, &|| false);
        let slow = Limits { rate: Some(0.5), ..of_run };
        let start = Instant::now() + Duration::from_secs(1);
        let at = |millis: u64| start + Duration::from_millis(millis);
        let waits = |operation: &str, limits: &Limits, millis| sender.pace(operation, limits, at(millis)).as_millis();
        assert_eq!(waits("login", &slow, 0), 0);
        assert_eq!(waits("list", &of_run, 0), 100, "every request counts for the run");
        assert_eq!(waits("list", &of_run, 100), 0);
        assert_eq!(waits("login", &slow, 200), 1800, "its own pace is the slower");
        assert_eq!(waits("list", &of_run, 200), 0, "who waits takes nobody's turn");
        assert_eq!(waits("login", &slow, 2000), 0);
        assert_eq!(waits("login", &slow, 2000), 2000);
    }

    #[test]
    fn dates_are_seconds() {
        assert_eq!(moment("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777));
        assert_eq!(moment("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        assert_eq!(moment("Thu, 29 Feb 2024 12:00:00 GMT"), Some(1_709_208_000));
        for wrong in
            ["", "Sun, 06 Nov 1994", "yesterday", "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 99999999999999999999 Nov 1994 08:49:37 GMT"]
        {
            assert_eq!(moment(wrong), None, "{wrong}");
        }
    }
}
