"""What each letter to a buyer says, in English; words/ has the other languages.

`{number}` is the order's, `{total}` what was paid, `{amount}` what goes back, `{day}` when
it befell; `{carrier}`, `{tracking}` and `{title}` are left out with their sentence where
nobody said them.
"""

import msgspec

from storefront.pages.words import msg


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One letter: its subject, and its sentences in their order."""

    subject: str
    heading: str
    sentences: tuple[str, ...]
    # What was bought, under it.
    lists: bool = False


DIGITAL = msg("Your downloads are on the page of your order.")
PHYSICAL = msg("We write again when it is on its way.")
# What the law asks to be said again in what a buyer can keep.
WAIVED = msg(
    "You asked for your downloads at once and agreed that the right to withdraw from"
    " them ends with that."
)
INVOICED = msg("The invoice is attached.")
CREDITED = msg("The credit note is attached.")

LETTERS: dict[str, Told] = {
    "order_paid": Told(
        subject=msg("Your order {number}"),
        heading=msg("Thank you for your order"),
        sentences=(msg("We have your payment of {total} for order {number}."),),
        lists=True,
    ),
    "order_shipped": Told(
        subject=msg("Your order {number} is on its way"),
        heading=msg("It is on its way"),
        sentences=(
            msg("What you ordered was handed over to be brought to you."),
            msg("{carrier} brings it, under the number {tracking}."),
        ),
        lists=True,
    ),
    "order_cancelled": Told(
        subject=msg("Your order {number} is cancelled"),
        heading=msg("Your order is cancelled"),
        sentences=(
            msg("Nothing of order {number} will be sent."),
            msg("What you paid goes back the way it came."),
        ),
    ),
    "order_refunded": Told(
        subject=msg("Money for your order {number} goes back to you"),
        heading=msg("Your money is on its way back"),
        sentences=(
            msg("We sent back {amount} the way you paid."),
            msg("Banks take some days until you see it."),
        ),
    ),
    "payment_returned": Told(
        subject=msg("Your payment for order {number} goes back to you"),
        heading=msg("Your payment goes back"),
        sentences=(
            msg("It came when nothing was to be paid for order {number} any more."),
            msg("All of it goes back the way you paid; you need not do anything."),
        ),
    ),
    "refund_failed": Told(
        subject=msg("Your refund for order {number} is delayed"),
        heading=msg("Your refund did not go through"),
        sentences=(
            msg("Your bank did not take the money that we sent back."),
            msg("A person looks at it now and will find another way."),
        ),
    ),
    "download_ready": Told(
        subject=msg("Your download of order {number} is ready"),
        heading=msg("Your download is ready"),
        sentences=(
            msg("“{title}” waits for you."),
            msg("You find the files on the page of your order."),
        ),
    ),
    "new_edition": Told(
        subject=msg("A new edition of what you bought"),
        heading=msg("There is a new edition"),
        sentences=(
            msg("“{title}” was made anew, and it is yours without paying again."),
            msg("You find the files on the page of your order."),
        ),
    ),
    "withdrawal_received": Told(
        subject=msg("Your withdrawal from order {number}"),
        heading=msg("We have your withdrawal"),
        sentences=(
            msg("It came on {day}, and concerns order {number}."),
            msg("Keep this mail: it shows when you withdrew."),
            msg("The page of your order says how things go back, if there are any."),
        ),
        lists=True,
    ),
}
