"""What is said of each refusal: a title, and what to do where no more is known."""

from storefront.pages.words import msg

WORDS = {
    400: (
        msg("That address does not add up"),
        msg("Part of it is not what this shop expects."),
    ),
    403: (
        msg("That did not come from this shop"),
        msg(
            "For your safety it was not done. Go back, load the page anew and try again."
        ),
    ),
    404: (
        msg("Nothing stands here"),
        msg("The page you asked for is not, or no longer, here."),
    ),
    405: (msg("That cannot be done here"), msg("This page can only be read.")),
    413: (
        msg("That was too much at once"),
        msg("What was sent is longer than we read."),
    ),
    429: (
        msg("That was a little fast"),
        msg("Please wait a moment, then load the page again."),
    ),
    503: (
        msg("Something broke on our side"),
        msg("It has been noted. Please try again soon."),
    ),
}
OTHER = (
    msg("That did not work"),
    msg("The request could not be answered as it was made."),
)
