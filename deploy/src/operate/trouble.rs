//! Errors of calls, said so that their reader knows what to do.

use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::display::DisplayErrorContext;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

/// Why something could not be done, and what helps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// What happened.
    pub message: String,
    /// What to do, when that is known.
    pub help: Option<String>,
    /// Whether the same call may succeed a moment later.
    pub passes: bool,
    /// The service's name of the error.
    pub code: Option<String>,
}

impl Trouble {
    /// One that lasts.
    #[must_use]
    pub fn new(message: impl Into<String>, help: &str) -> Self {
        let help = (!help.is_empty()).then(|| help.to_owned());
        Self { message: message.into(), help, passes: false, code: None }
    }

    /// The error of a call; `what` is the call in the user's words: `start the run`.
    pub(super) fn of<E, R>(what: &str, error: &SdkError<E, R>) -> Self
    where
        E: std::error::Error + ProvideErrorMetadata + 'static,
        R: std::fmt::Debug + 'static,
    {
        let said = error.message().map_or_else(|| DisplayErrorContext(error).to_string(), str::to_owned);
        let lost =
            matches!(error, SdkError::TimeoutError(_) | SdkError::DispatchFailure(_) | SdkError::ResponseError(_));
        explain(what, error.code(), &said, lost)
    }

    pub(super) fn is(&self, codes: &[&str]) -> bool {
        self.code.as_deref().is_some_and(|code| codes.contains(&code))
    }
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

const EXPIRED: [&str; 4] = ["ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "RequestExpired"];
const WRONG: [&str; 5] = [
    "UnrecognizedClientException",
    "InvalidClientTokenId",
    "InvalidAccessKeyId",
    "SignatureDoesNotMatch",
    "InvalidSignatureException",
];
const DENIED: [&str; 4] = ["AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthFailure"];
const SLOW: [&str; 6] = [
    "ThrottlingException",
    "Throttling",
    "TooManyRequestsException",
    "SlowDown",
    "RequestLimitExceeded",
    "RequestThrottled",
];
const DOWN: [&str; 4] = ["InternalServerError", "InternalFailure", "ServiceUnavailable", "InternalError"];

fn explain(what: &str, code: Option<&str>, said: &str, lost: bool) -> Trouble {
    let is = |codes: &[&str]| code.is_some_and(|code| codes.contains(&code));
    let (message, help, passes) = if is(&EXPIRED) {
        (
            "the credentials have expired".to_owned(),
            "get new ones (`aws sso login`), then run the same command again",
            false,
        )
    } else if is(&WRONG) {
        (format!("AWS does not know these credentials: {said}"), "check AWS_PROFILE and the keys it names", false)
    } else if code.is_none() && no_credentials(said) {
        ("no credentials".to_owned(), "set AWS_PROFILE, or run `aws sso login` or `aws configure`", false)
    } else if is(&DENIED) {
        (format!("not allowed: {said}"), "what running needs to be allowed is in docs/operations.md", false)
    } else if is(&SLOW) {
        (format!("AWS is being asked too often: {said}"), "run the same command again in a minute", true)
    } else if is(&DOWN) || lost {
        (
            format!("AWS does not answer: {said}"),
            "check the network and the region, then run the same command again",
            true,
        )
    } else {
        (format!("{}{said}", code.map(|code| format!("{code}: ")).unwrap_or_default()), "", false)
    };
    Trouble { passes, code: code.map(str::to_owned), ..Trouble::new(format!("could not {what}: {message}"), help) }
}

/// The SDK has no code for these.
fn no_credentials(said: &str) -> bool {
    ["no providers in chain provided credentials", "CredentialsNotLoaded", "the credential provider was not enabled"]
        .iter()
        .any(|sign| said.contains(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_errors_have_help() {
        let expired = explain("start the run", Some("ExpiredTokenException"), "x", false);
        assert_eq!(expired.message, "could not start the run: the credentials have expired");
        assert!(expired.help.is_some() && !expired.passes);
        assert!(explain("x", Some("ThrottlingException"), "Rate exceeded", false).passes);
        assert!(explain("x", None, "connection refused", true).passes);
        let none = explain("x", None, "dispatch failure: no providers in chain provided credentials", true);
        assert!(none.message.ends_with("no credentials") && !none.passes);
        assert_eq!(explain("x", Some("Odd"), "why", false).message, "could not x: Odd: why");
    }
}
