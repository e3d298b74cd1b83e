//! What talks to AWS: runs of what is deployed. The only user of the AWS SDK.

pub mod operate;
