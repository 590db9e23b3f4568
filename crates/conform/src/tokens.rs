//! [`Tokens`]: credentials that a flow of the API gives, asked for before they are needed and again before they expire.

use crate::arazzo::{Ended, Flow};
use crate::mask::Mask;
use crate::settings::{Settings, TokenFlow};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A token that says nothing about its end is asked for anew when it is refused after this time.
const STALE: Duration = Duration::from_secs(30);
/// So many failures of one flow end the asking.
const MOST_FAILURES: u32 = 3;

/// The tokens of a run.
#[derive(Default)]
pub struct Tokens {
    held: Mutex<BTreeMap<(String, String), Held>>,
    asking: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Held {
    token: Option<Token>,
    failures: u32,
    why: String,
}

struct Token {
    value: String,
    got: Instant,
    until: Option<Instant>,
}

impl Tokens {
    /// The credential of a scheme: the one that is given, else the one that its flow gave.
    pub fn credential(&self, settings: &Settings, api: &str, scheme: &str) -> Option<String> {
        if let Some(given) = settings.credentials.get(api).and_then(|own| own.get(scheme)) {
            return Some(given.clone());
        }
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.get(&(api.to_owned(), scheme.to_owned()))?.token.as_ref().map(|token| token.value.clone())
    }

    /// Why a flow gave no token; `None` where it did, or where none is asked.
    pub fn failure(&self, api: &str, scheme: &str) -> Option<String> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let held = held.get(&(api.to_owned(), scheme.to_owned()))?;
        held.token.is_none().then(|| held.why.clone())
    }

    /// Asks for every token of the API that is not there or about to expire.
    pub async fn freshen(&self, flow: Flow<'_>, mask: &Mask) {
        let api = &flow.api.name;
        for (scheme, source) in flow.settings.tokens.get(api).into_iter().flatten() {
            if flow.settings.credentials.get(api).is_some_and(|own| own.contains_key(scheme)) {
                continue;
            }
            let _alone = self.asking.lock().await;
            if self.is_settled(api, scheme) {
                continue;
            }
            let asked = ask(flow, source).await;
            let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
            let held = held.entry((api.clone(), scheme.clone())).or_default();
            match asked {
                Ok(token) => {
                    mask.learn(scheme, &token.value);
                    *held = Held { token: Some(token), failures: 0, why: String::new() };
                }
                Err(why) => *held = Held { token: None, failures: held.failures + 1, why },
            }
        }
    }

    /// Whether there is nothing to ask: a token that is still good, or a flow that failed too often.
    fn is_settled(&self, api: &str, scheme: &str) -> bool {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.get(&(api.to_owned(), scheme.to_owned())).is_some_and(|held| {
            held.failures >= MOST_FAILURES
                || held.token.as_ref().is_some_and(|token| token.until.is_none_or(|until| Instant::now() < until))
        })
    }

    /// Gives up a token that was refused though it was sent as it is, where it is old and does not say when it ends; whether there was one.
    pub fn give_up(&self, api: &str, scheme: &str, refused: &str) -> bool {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let token = held.get_mut(&(api.to_owned(), scheme.to_owned())).and_then(|held| held.token.as_mut());
        match token {
            Some(token) if token.value == refused && token.until.is_none() && token.got.elapsed() >= STALE => {
                token.until = Some(Instant::now());
                true
            }
            _ => false,
        }
    }
}

async fn ask(flow: Flow<'_>, source: &TokenFlow) -> Result<Token, String> {
    let name = format!("the flow `{}`", source.workflow);
    let workflow = flow.api.workflows.iter().find(|own| own.id == source.workflow).ok_or_else(|| format!("there is no {name}"))?;
    let inputs = flow.settings.inputs.get(&flow.api.name).into_iter().flatten();
    let inputs: Map<String, Value> = inputs.map(|(name, value)| (name.clone(), value.clone())).collect();
    let got = Instant::now();
    let played = flow.play(workflow, inputs, false, None).await;
    match &played.ended {
        Ended::Done => {}
        Ended::Error(why) | Ended::Skipped(why) => return Err(format!("{name} could not be run: {why}")),
        Ended::Stopped(stop) => return Err(stop.to_string()),
        Ended::Failed | Ended::Ready(..) => {
            let last = played.sent.last().map(|sent| match &sent.exchange.answer {
                Ok(answer) => format!("its last answer had status {}", answer.status),
                Err(error) => error.to_string(),
            });
            return Err(format!("{name} gave no token: {}", last.unwrap_or_else(|| "it sent nothing".into())));
        }
    }
    let value = match played.outputs.get(&source.output) {
        Some(Value::String(text)) if !text.is_empty() => text.clone(),
        Some(_) => return Err(format!("the output `{}` of {name} is no text", source.output)),
        None => return Err(format!("{name} has no output `{}`", source.output)),
    };
    let seconds = match played.outputs.get("expires_in") {
        Some(Value::Number(number)) => number.as_f64(),
        Some(Value::String(text)) => text.parse().ok(),
        _ => None,
    };
    let lifetime = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()).or_else(|| lifetime(&value));
    // A quarter of its time is kept back, for the requests that are sent with it last.
    let until = lifetime.and_then(|lifetime| got.checked_add(lifetime * 3 / 4));
    Ok(Token { value, got, until })
}

/// How long a JSON Web Token is still good (RFC 7519, 4.1.4).
fn lifetime(token: &str) -> Option<Duration> {
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    let end = serde_json::from_slice::<Value>(&payload).ok()?.get("exp")?.as_f64()?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs_f64();
    Duration::try_from_secs_f64((end - now).max(0.0)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_web_token_says_when_it_ends() {
        let token = |exp: f64| format!("e30.{}.s", URL_SAFE_NO_PAD.encode(format!("{{\"exp\":{exp}}}")));
        assert_eq!(lifetime(&token(1.0)), Some(Duration::ZERO));
        assert!(lifetime(&token(9e9)).is_some_and(|left| left > Duration::from_secs(1000)));
        assert_eq!((lifetime("abc"), lifetime("a.b.c"), lifetime("e30.e30.s")), (None, None, None));
    }
}
