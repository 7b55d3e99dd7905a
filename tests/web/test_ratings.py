"""Items that were rated, as the public page shows them in every language."""

from __future__ import annotations

import pytest

from bot.flow.load import load
from bot.model import Outcome, Round, Tally
from bot.results.counting import Told, counted
from bot.web.public.charts import part
from bot.web.public.speech import speech
from tests.service.stage import ROOT, running

FLOW = load(ROOT / "flows" / "delphi-rounds", ROOT / "flows" / "_blocks")
SAID = {"evenings": {8: 40, 2: 10}, "nearer": {1: 25, 9: 25}}


@pytest.mark.parametrize("tag", ["en", "bn"])
def test_the_middle_and_the_agreement_stand_over_the_table(tag: str) -> None:
    tallies = [
        Tally(f"helps.{item}", Outcome.ANSWERED, str(value), n)
        for item, said in SAID.items()
        for value, n in said.items()
    ]
    told = Told(tallies, {"completed": 50}, rounds=(Round({}, ("evenings",)),))
    shown = part(counted(told, FLOW).figures, speech(running(FLOW), tag), is_about=False)
    lines = {chart.id: (chart.lines[0], *chart.lines[2:]) for chart in shown.charts}

    assert lines == WANTED[tag]
    ends = {chart.rows[0].label + chart.rows[-1].label for chart in shown.charts}
    assert ends == {ENDS[tag]}


ENDS = {"en": "1 (not at all)9 (very much)", "bn": "১ (একটুও না)৯ (খুব বেশি)"}

WANTED = {
    "en": {
        "helps.evenings": (
            "How much would each help you get to your screening?",
            "The middle answer is 8.",
            "At least half of the answers are 8.",
            "80% gave it 7 to 9.",
            "20% gave it 1 to 3.",
            "Settled in round 1: at least 80% agreed.",
        ),
        "helps.nearer": (
            "How much would each help you get to your screening?",
            "The middle answer is 5.",
            "Half of the answers lie between 1 and 9.",
            "50% gave it 7 to 9.",
            "50% gave it 1 to 3.",
            "Not settled: in no round did 80% agree.",
        ),
    },
    "bn": {
        "helps.evenings": (
            "পরীক্ষায় যেতে কোনটি কতটা সাহায্য করবে?",
            "মাঝের উত্তর ৮।",
            "অন্তত অর্ধেক উত্তর ৮।",
            "৮০% মানুষ ৭ থেকে ৯ দিয়েছেন।",
            "২০% মানুষ ১ থেকে ৩ দিয়েছেন।",
            "পর্ব ১-এ মীমাংসিত: অন্তত ৮০% একমত।",
        ),
        "helps.nearer": (
            "পরীক্ষায় যেতে কোনটি কতটা সাহায্য করবে?",
            "মাঝের উত্তর ৫।",
            "অর্ধেক উত্তর ১ থেকে ৯-এর মধ্যে।",
            "৫০% মানুষ ৭ থেকে ৯ দিয়েছেন।",
            "৫০% মানুষ ১ থেকে ৩ দিয়েছেন।",
            "মীমাংসা হয়নি: কোনো পর্বে ৮০% একমত হননি।",
        ),
    },
}
