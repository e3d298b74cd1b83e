"""The one error a job raises on purpose."""


class ContractError(Exception):
    """The data is not what the spec says: the job stops and publishes nothing."""
