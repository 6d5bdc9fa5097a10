"""The invoice and the credit notes of an order, behind its page.

/orders/TOKEN/invoice/2026-000001.pdf     to whoever has the token of that order
"""

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from ledger.orders.invoices import invoice
from storefront.checkout.carts import parts_of
from storefront.checkout.orders import opened
from storefront.pages.visit import Asked
from storefront.papers.links import END
from storefront.papers.pdf import pdf


@get("/orders/{token:str}/invoice/{name:str}", sync_to_thread=True)
def paper(request: Asked, token: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    """Send an invoice or a credit note of the order that the token opens."""
    order = opened(request, token).order
    with parts_of(request).ledger.read() as connection:
        found = invoice(connection, name.removesuffix(END))
    is_theirs = found is not None and found.order_id == order["order_id"]
    if found is None or not is_theirs or not name.endswith(END):
        raise NotFoundException("There is no such paper.")
    return Response(
        pdf(found),
        media_type="application/pdf",
        headers={
            # The number is ours, and holds digits, letters and a dash.
            "content-disposition": f'attachment; filename="{found.number}.pdf"',
            "x-robots-tag": "noindex",
        },
    )


HANDLERS = (paper,)
