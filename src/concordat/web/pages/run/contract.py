"""Which of a partnership's contracts a page is about: its address ends in ``?contract=`` and the name of the mechanism.

A partnership with one contract needs none. Where there are several, every link and form of a contract's pages carries it
(`ContractSeen.which`), and a page without it is about the contract that was entered first.
"""

from django.http import HttpRequest

GIVEN = "contract"


def which_contract(request: HttpRequest) -> str:
    return request.GET.get(GIVEN, "")
