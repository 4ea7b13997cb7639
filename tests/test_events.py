"""What happened: type, agent, target, scene, day, victims, status and voice, in invented sentences."""

from __future__ import annotations

import time

import pandas as pd
import pytest

from osint import events, places

PUBLISHED = pd.Timestamp("2025-03-12")  # a Wednesday


def find(text, **known):
    table = pd.DataFrame({"article_id": ["a"], "text": [text], "published": [PUBLISHED]})
    return events.find(table, **known)


def told(text, *columns, **known):
    rows = find(text, **known)[list(columns)].astype(object)
    return rows.where(rows.notna(), None).values.tolist()


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("Togo bombed a depot near Kumasi.", ["fight", "Togo", "depot"]),
        ("A depot near Kumasi was bombed by Togo.", ["fight", "Togo", "depot"]),
        ("Togo’s bombing of Kumasi went on.", ["fight", "Togo", "Kumasi"]),
        ("Togolese strikes on Kumasi went on.", ["fight", "Togo", "Kumasi"]),
        ("The raid on Kumasi by Togo lasted an hour.", ["fight", "Togo", "Kumasi"]),
        ("Ghana accused Togo of arson.", ["disapprove", "Ghana", "Togo"]),
        ("Ghana rejected Togo’s offer of talks.", ["reject", "Ghana", "Togo"]),
        ("Ghana refused to meet the Togolese envoy.", ["reject", "Ghana", "Togolese envoy"]),
        ("Ghana called on Togo to leave the valley.", ["demand", "Ghana", "Togo"]),
        ("Ghana demanded that Togo leave the valley.", ["demand", "Ghana", "Togo"]),
        ("Ghana imposed sanctions on Togo.", ["sanction", "Ghana", "Togo"]),
        ("Ghana broke off ties with Togo.", ["sanction", "Ghana", "Togo"]),
        ("Ghana sent blankets and flour to Togo.", ["aid", "Ghana", "Togo"]),
        ("Ghana granted Togo $2 million in aid.", ["aid", "Ghana", "Togo"]),
        ("Ghana massed tanks along the border with Togo.", ["mobilize", "Ghana", "border"]),
        ("Ghana freed nine Togolese sailors.", ["retreat", "Ghana", "Togolese sailors"]),
        ("Dozens of bakers marched against the tax.", ["protest", "bakers", "tax"]),
        ("Prosecutors opened an inquiry into the bank.", ["investigate", "Prosecutors", "bank"]),
        ("Guards arrested two poachers.", ["coerce", "Guards", "poachers"]),
        ("A tram hit a van.", ["accident", "tram", "van"]),
        ("Fighting between the army and the rebels resumed around Kumasi.", ["fight", "army", "rebels"]),
        ("Men armed with axes who stormed the lodge killed nine.", ["fight", "Men", "nine"]),
        ("Nine bakers were reported injured by a clerk of the bank.", ["assault", None, "bakers"]),
        ("TOGOLESE TROOPS SHELL KUMASI", ["fight", "Togo", "Kumasi"]),
        ("The body of a baker was found near Kumasi.", ["aid", None, "body of a baker"]),
        ("The rebels took six pupils prisoner.", ["assault", "rebels", "pupils"]),
        ("Ghana declared Togo’s envoy persona non grata.", ["sanction", "Ghana", "Togo"]),
        ("Togolese troops shot first, a clerk said.", ["fight", "Togo", None]),
        ("Ghana was sending reinforcements to the valley.", ["mobilize", "Ghana", "valley"]),
        ("Ghana’s king gave Togo an ultimatum to leave the valley.", ["threaten", "Ghana’s king", "Togo"]),
        ("Ghana’s king gave Togo an ultimatum to pull back its men.", ["retreat", "Togo", None]),
        ("Ghana summoned the ambassador and told him to leave.", ["demand", "Ghana", "ambassador"]),
        ("Togolese guards shot at them near Kumasi.", ["fight", "Togolese guards", None]),
        (
            "Ghana recalled its envoy from Lomé, barred another and froze all business with Togo.",
            ["sanction", "Ghana", "Togo"],
        ),
        ("The firefight in disputed hills, which killed nine bakers, lasted an hour.", ["fight", None, "bakers"]),
        ("Ghana condemned Togo’s statement demanding aid for the rebels.", ["demand", "Togo", None]),
        ("Ghana protested over the kingdom’s arrest of nine bakers.", ["coerce", "kingdom", "bakers"]),
        ("Ghana blamed Togo for bombing Kumasi.", ["fight", "Togo", "Kumasi"]),
        ("Several Gulf rulers back Togo in the row.", ["support", "Gulf rulers", "Togo"]),
        ("Ghana blamed the raid on Togolese bakers.", ["disapprove", "Ghana", "Togolese bakers"]),
        ("Blaming bakers for the raid, Ghana said it would wait.", ["disapprove", "Ghana", "bakers"]),
        ("Nine bakers were killed by gunfire from the Togolese army.", ["fight", "Togo", "bakers"]),
        (
            "Anti-government armed groups carried out a massacre last week.",
            ["assault", "Anti-government armed groups", None],
        ),
        ("Nine bakers died in raids carried out by rebels.", ["fight", "rebels", None]),
    ],
)
def test_who_did_what_to_whom(text, row):
    assert row in told(text, "event", "agent", "target")


@pytest.mark.parametrize(
    ("text", "event", "status"),
    [
        ("Togo shelled Kumasi.", "fight", "happened"),
        ("Togo will shell Kumasi.", "fight", "planned"),
        ("Togo plans to shell Kumasi.", "fight", "planned"),
        ("Togo began an operation to seize Kumasi.", "coerce", "planned"),
        ("Togo may shell Kumasi.", "fight", "possible"),
        ("If Togo shells Kumasi, nobody will be safe.", "fight", "possible"),
        ("Togo did not shell Kumasi.", "fight", "denied"),
        ("Togo denied that it had shelled Kumasi.", "fight", "denied"),
        ("Togo threatened to shell Kumasi.", "fight", "planned"),
        ("Togo threatened to shell Kumasi.", "threaten", "happened"),
        ("Villagers fear a strike on Kumasi.", "fight", "possible"),
        ("Talks averted a strike on Kumasi.", "fight", "denied"),
        ("Ghana insisted that none of its men was captured by Togo.", "coerce", "denied"),
        ("Ghana insisted that Togo had shelled Kumasi.", "fight", "happened"),
        ("Ghana demanded that Togo stop shelling Kumasi.", "fight", "happened"),
        ("Togo stopped shelling Kumasi.", "fight", "denied"),
        ("Togo denied Ghanaian charges that its men had shelled Kumasi.", "fight", "denied"),
        ("Ghana sees no room for talks with Togo.", "consult", "denied"),
        ("Ghana insisted that Togo release the men.", "retreat", "planned"),
        ("The guards killed no fewer than nine bakers.", "fight", "happened"),
        ("Togo did not start Monday’s firefight in Kumasi.", "fight", "happened"),
        ("The ministers of both states are to meet in Accra to talk.", "consult", "planned"),
        ("The council is to hold talks in Kumasi on 20 March 2025.", "consult", "planned"),
    ],
)
def test_what_is_planned_feared_or_denied_has_not_happened(text, event, status):
    assert [event, status] in told(text, "event", "status")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Togo shelled Kumasi on Monday.", "Kumasi"),
        ("Togo’s envoy in Abidjan said that jets had bombed Kumasi.", "Kumasi"),
        ("Shells hit Ghana’s northern town of Kumasi.", "Kumasi"),
        ("Traders from Togo were robbed and beaten in Kumasi.", "Kumasi"),
        ("Police in Abidjan arrested two poachers.", "Abidjan"),
        ("The fighting erupted near Kumasi on Monday.", "Kumasi"),
        ("A shooting took place in Kumasi.", "Kumasi"),
        ("Heavy shelling was reported in Kumasi.", "Kumasi"),
        ("The rebels drove into Kumasi on Monday and killed nine bakers.", "Kumasi"),
        ("Togolese tanks pounded Kumasi, a village near Accra.", "Kumasi"),
        ("Togo condemned the plan in Abidjan.", None),
        ("The minister, who was on a visit to Abidjan, condemned the plan.", None),
    ],
)
def test_the_scene_is_where_it_happened(text, place):
    assert told(text, "place")[0] == [place]


def test_the_next_sentence_goes_on_at_the_same_scene():
    text = "A bomb went off in Kumasi on Monday. The blast wounded nine people."
    rows = told(text, "event", "place", "injured")
    assert rows == [["assault", "Kumasi", None], ["assault", "Kumasi", 9.0]]


@pytest.mark.parametrize(
    ("text", "event", "place", "killed"),
    [
        ("Nine miners were killed and dozens hurt after a quake hit eastern Togo.", "disaster", "Togo", 9),
        (
            "At least 14 men died and 20 more were injured when a lorry overturned near Kumasi.",
            "accident",
            "Kumasi",
            14,
        ),
        ("A total of 14 herders were killed late Tuesday in an attack on Kumasi.", "fight", "Kumasi", 14),
        ("Shops across Abidjan closed because dockers launched a 24-hour strike.", "protest", "Abidjan", None),
        ("A barge capsized and burst into flames near Kumasi, killing six.", "accident", "Kumasi", 6),
        ("The flood came at 11:47 p.m. on Friday in Kumasi.", "disaster", "Kumasi", None),
        ("A tram jumped the tracks and slammed into a wall in Abidjan.", "accident", "Abidjan", None),
        ("Rains in Ghana: a mudslide buried huts in Vorn district, killing nine.", "disaster", "Vorn", 9),
        ("A coach left the road at Vorn, 40 km north of the town of Kumasi, killing nine.", "accident", None, 9),
        (
            "Ivorian and Ghanaian jets shelled camps in and around Kumasi, killing more than a dozen.",
            "fight",
            "Kumasi",
            12,
        ),
        ("Shells hit a yard in Kumasi killing nine herders.", "fight", "Kumasi", 9),
        ("The killing of 20 herders at Kumasi shocked Ghana.", "assault", "Kumasi", 20),
    ],
)
def test_what_befell_whom_is_one_event_with_its_scene(text, event, place, killed):
    rows = [row for row in told(text, "event", "place", "killed") if row[0] != "support"]
    assert rows[0] == [event, place, killed]
    assert len(rows) == 1


def test_a_bare_count_of_the_dead_is_of_what_was_told_before():
    text = "A quake shook Kumasi on Monday. Rescuers dug all night. At least nine people were killed."
    assert told(text, "event", "place", "killed")[1] == ["disaster", "Kumasi", 9.0]
    text = "A ferry sank off Abidjan on Monday. The death toll rose to 30, officials said."
    assert told(text, "event", "place", "killed")[1] == ["accident", "Abidjan", 30.0]


def test_a_noun_told_again_is_of_the_same_type():
    text = "Dockers in Abidjan launched a 24-hour strike. The strike caused delays to ferries."
    assert [row[0] for row in told(text, "event")] == ["protest", "protest"]


def test_the_day_of_a_dateline_is_not_that_of_the_event():
    assert find("Abidjan, 4 March: A ferry sank off Ghana.")["earliest"].isna().all()


def test_the_day_is_that_of_the_clause():
    rows = find("Togo said on Tuesday that it had shelled Kumasi on Sunday.")
    assert rows["earliest"].dt.strftime("%m-%d").tolist() == ["03-09"]


@pytest.mark.parametrize(
    ("text", "killed", "injured"),
    [
        ("Togo shelled Kumasi, killing at least nine people and wounding 30.", 9, 30),
        ("The strike on Kumasi killed a teacher.", 1, None),
        ("Shells fired at Kumasi left 12 people dead.", 12, None),
        ("Togo shelled Kumasi; six herders died.", 6, None),
        ("Togo shelled Kumasi, killing dozens of people.", 24, None),
        ("Togo shelled Kumasi.", None, None),
        ("A mudslide hit Kumasi, burying 30 homes and killing six people.", 6, None),
        ("A helicopter crashed near Kumasi, killing two herders and injuring one.", 2, 1),
    ],
)
def test_victims_are_counted_with_the_event(text, killed, injured):
    rows = told(text, "killed", "injured")
    assert rows == [[killed, injured]]


def test_voice_says_who_tells_it():
    text = "Togo said it had shelled Kumasi. Ghana struck back at Togo."
    assert told(text, "event", "voice") == [["fight", "Togo"], ["fight", "narrator"]]


def test_what_one_says_he_will_do_is_said():
    rows = told("Togo said it would send flour to Ghana.", "event", "agent", "status")
    assert rows == [["agree", "Togo", "happened"], ["aid", "Togo", "planned"]]


def test_a_case_names_its_actors():
    actors = pd.DataFrame({"alias": ["Grey Wolves"], "actor": ["Grey Wolves"], "kind": ["group"], "of": [pd.NA]})
    assert told("The Grey Wolves raided Kumasi.", "agent", actors=actors) == [["Grey Wolves"]]


def test_scenes_of_what_happened_are_marked_among_the_places():
    text = "Togo shelled Kumasi. It may shell Abidjan. The minister flew home from Nairobi."
    found = places.find(pd.DataFrame({"article_id": ["a"], "text": [text]})).set_index("text")
    assert found.loc[["Kumasi", "Abidjan", "Nairobi"], "is_event"].tolist() == [True, False, False]


@pytest.mark.parametrize(
    "text",
    [
        "Nine red apples. A table. Silence, and a small green door.",
        "PRICES UP\n\nRain today\n\nCup final: one goal\n\nStrike off\n\n" * 40,
        "The old soldier painted a mural of the harbour.",
        "He struck a deal with himself. They beat Wales 2-1. The hall holds 900.",
    ],
)
def test_what_is_no_event_is_no_row(text):
    assert [row for row in told(text, "event") if row[0] in ("fight", "assault", "coerce")] == []


def test_a_day_before_the_first_verb_is_that_of_all():
    rows = find("Ghana on Sunday recalled its envoy from Lomé, barred another and put a ban on trade.")
    assert rows["earliest"].nunique() == 1 and rows["earliest"].notna().all() and len(rows) == 3


def test_who_died_in_what_is_known_died_in_an_event():
    assert told("Two bakers died in the fighting.", "event", "killed") == [["fight", 2]]


def test_the_dead_of_a_list_end_where_it_says_so():
    assert told("The raid on Kumasi left two guards dead and a mill in ruins.", "killed") == [[2]]


@pytest.mark.parametrize(
    "make",
    [
        lambda n: "Togo shelled Kumasi, and " * n + "it rained.",
        lambda n: "Togo condemned " + ", ".join(f"town {i}" for i in range(2 * n)) + " and the rest.",
        lambda n: "He said that she said that Togo said that " * n + "Ghana struck Kumasi.",
        lambda n: "strike " * 6 * n,
    ],
)
@pytest.mark.slow
def test_time_grows_with_the_length(make):
    def seconds(n):
        begin = time.process_time()
        find(make(n))
        return time.process_time() - begin

    seconds(5)
    short, long = seconds(80), seconds(640)
    assert long < 30 * max(short, 0.02)


@pytest.mark.parametrize(
    ("text", "event", "place", "killed"),
    [
        ("Six dead after barge sinks at mouth of Gulf of Corlu", "accident", "Gulf of Corlu", None),
        ("The Santa Elvira sank at the northern entrance to the Strait of Corlu.", "accident", "Strait of Corlu", None),
        ("The ferry Elvira sank off Punta Brava.", "accident", "Punta Brava", None),
        ("Eleven villagers were killed by the quake in Kumasi.", "disaster", "Kumasi", 11),
        ("Four boys drowned in floods near Kumasi.", "disaster", "Kumasi", 4),
        ("The shooting left four people dead and dozens wounded in Kumasi.", "assault", "Kumasi", 4),
        ("Nine sailors died when a barge sank off Kumasi.", "accident", "Kumasi", 9),
        ("A flood swept through Kumasi killing five people.", "disaster", "Kumasi", 5),
        ("Ghana disputed the Togolese account of Monday’s blast in Kumasi.", "assault", "Kumasi", None),
    ],
)
def test_calamities_have_a_scene_and_victims_and_nobody_does_them(text, event, place, killed):
    assert [event, None, place, killed, "happened"] in told(text, "event", "agent", "place", "killed", "status")


def test_another_sentence_behind_and_has_its_own_scene():
    text = "Togo is sending two frigates to Kumasi, and a source in Tamale said a third could follow."
    assert "Tamale" not in find(text)["place"].dropna().tolist()


def test_who_is_called_to_talks_has_not_met_yet():
    assert told("Togo called its council to a meeting in Kumasi.", "event", "status") == [["consult", "planned"]]
