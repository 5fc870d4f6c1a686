"""The demo's own words, in Thai and English."""

_Words = dict[str, str]


def _both(field: str, th: str, en: str) -> _Words:
    return {f"{field}_th": th, f"{field}_en": en}


NAMES = {
    "planner": "พิมพ์ชนก ศรีสุข",
    "facilitator": "ธนากร ใจดี",
    "planner-lampang": "สุรีย์พร แก้วมา",
    "officer": "อนันต์ วัฒนกุล",
    "administrator": "วราภรณ์ ทองดี",
    "reporter": "วิชัย บุญมา",
}

PLANS = {
    "sukhothai-thani": _both(
        "title",
        "(ร่าง) แผนยุทธศาสตร์การพัฒนาเทศบาลเมืองสุโขทัยธานีในอนาคตให้น่าอยู่อย่างยั่งยืน (พ.ศ. 2566 - 2570)",
        "(Draft) Strategic plan for a livable and sustainable future of Sukhothai Thani (2023–2027)",
    ),
    "lampang": _both(
        "title",
        "(ร่าง) แผนยุทธศาสตร์การพัฒนาเทศบาลนครลำปางในอนาคตให้น่าอยู่อย่างยั่งยืน (พ.ศ. 2566 - 2570)",
        "(Draft) Strategic plan for a livable and sustainable future of Lampang (2023–2027)",
    ),
}

COMMUNITIES = {
    "sukhothai-thani": [
        ("ชุมชนริมยม", "Rim Yom"),
        ("ชุมชนตลาดสด", "Fresh Market"),
        ("ชุมชนวัดราชธานี", "Wat Ratchathani"),
        ("ชุมชนคลองโพ", "Khlong Pho"),
        ("ชุมชนประชาร่วมใจ", "Pracha Ruam Chai"),
        ("ชุมชนสถานีขนส่ง", "Bus Station"),
        ("ชุมชนบ้านใหม่", "Ban Mai"),
    ],
    "lampang": [
        ("ชุมชนกาดกองต้า", "Kad Kong Ta"),
        ("ชุมชนท่ามะโอ", "Tha Ma-o"),
        ("ชุมชนหัวเวียง", "Hua Wiang"),
        ("ชุมชนประตูม้า", "Pratu Ma"),
    ],
}

GROUPS = [
    ("citizens", "3/10", _both("title", "ภาคประชาชน", "Citizens")),
    ("government", "1/5", _both("title", "ภาครัฐ", "Government")),
    ("private", "1/5", _both("title", "ภาคเอกชน", "Private sector")),
    ("academia", "3/20", _both("title", "ภาควิชาการ / สถาบันการศึกษา", "Academia")),
    ("civil_society", "3/20", _both("title", "ภาคประชาสังคม", "Civil society")),
]

CRITERIA = [
    ("importance", "3/5", _both("title", "ความสำคัญ", "Importance")),
    ("urgency", "2/5", _both("title", "ความเร่งด่วน", "Urgency")),
]

SURVEY = _both("title", "เมืองสุโขทัยธานีที่เราอยากเห็น", "The Sukhothai Thani we want")
SURVEY_PAGE = {
    **SURVEY,
    **_both(
        "welcome",
        "เทศบาลกำลังจัดทำแผนห้าปี จึงขอฟังความคิดเห็นของท่านว่าเมืองควรเป็นอย่างไร และควรทำโครงการใดก่อน",
        "The municipality is writing its five-year plan and asks what the town should become, and what to do first.",
    ),
}
CLOSED = _both("title", "จัดลำดับความสำคัญโครงการของนครลำปาง", "Which projects should Lampang do first?")
CLOSED_PAGE = {
    **CLOSED,
    **_both(
        "welcome",
        "ขอเชิญร่วมแสดงความคิดเห็นต่อโครงการในร่างแผนพัฒนาของนครลำปาง",
        "Please say what you think of the projects in the draft plan of Lampang.",
    ),
}

PREPARED = _both("title", "จัดลำดับความสำคัญโครงการของเมืองสุโขทัยธานี", "Which projects should Sukhothai Thani do first?")
PREPARED_PAGE = {
    **PREPARED,
    **_both(
        "welcome",
        "ขอเชิญร่วมแสดงความคิดเห็นต่อโครงการในร่างแผนพัฒนาของเมืองสุโขทัยธานี",
        "Please say what you think of the projects in the draft plan of Sukhothai Thani.",
    ),
}

_LOW_HIGH_IMPORTANT = {
    **_both("low_label", "ไม่สำคัญ", "Not important"),
    **_both("high_label", "สำคัญมาก", "Very important"),
}
_LOW_HIGH_URGENT = {
    **_both("low_label", "รอได้", "Can wait"),
    **_both("high_label", "เร่งด่วนมาก", "Very urgent"),
}

QUESTIONS: dict[str, _Words] = {
    "community": _both("title", "ท่านอาศัยอยู่ในชุมชนใด", "Which community do you live in?"),
    "years": _both("title", "ท่านอยู่ในเมืองนี้มานานเท่าใด", "How long have you lived in this town?"),
    "visions": _both("title", "วิสัยทัศน์ใดตรงกับเมืองที่ท่านอยากเห็น", "Which vision is closest to the town you want?"),
    "goals": {
        **_both("title", "เป้าประสงค์แต่ละข้อสำคัญต่อท่านเพียงใด", "How important is each goal to you?"),
        **_LOW_HIGH_IMPORTANT,
    },
    "short": _both(
        "title",
        "ในระยะสั้น (1-2 ปี) ควรทำโครงการใดก่อน",
        "Which projects should come first in the short term (1–2 years)?",
    ),
    "medium": _both(
        "title",
        "ท่านมี 10 จุดสำหรับโครงการระยะปานกลาง อยากให้โครงการใดบ้าง",
        "You have 10 dots for medium-term projects. Where do they go?",
    ),
    "long": {
        **_both("title", "โครงการระยะยาวเหล่านี้สำคัญเพียงใด", "How important are these long-term projects?"),
        **_LOW_HIGH_IMPORTANT,
    },
    "urgent-goals": {
        **_both("title", "เป้าประสงค์แต่ละข้อเร่งด่วนเพียงใด", "How urgent is each goal?"),
        **_LOW_HIGH_URGENT,
    },
    "urgent": {
        **_both("title", "แต่ละโครงการเร่งด่วนเพียงใด", "How urgent is each project?"),
        **_LOW_HIGH_URGENT,
    },
    "important": {
        **_both("title", "แต่ละโครงการสำคัญต่อเมืองเพียงใด", "How important is each project to the city?"),
        **_LOW_HIGH_IMPORTANT,
    },
    "first": _both("title", "ควรทำโครงการใดก่อน", "Which projects should come first?"),
    "forgotten": {
        **_both("title", "มีเรื่องใดที่เราควรทำแต่ยังไม่มีในแผนหรือไม่", "Is there something we have forgotten?"),
        **_both("help", "เจ้าหน้าที่จะอ่านทุกข้อความก่อนเผยแพร่", "Somebody reads every text before it is shown."),
    },
    "quote": {
        **_both(
            "title",
            "ยินดีให้นำข้อความของท่านไปอ้างอิงในรายงานแผนโดยไม่ระบุชื่อ",
            "I agree that my text may be quoted in the plan's report, without my name",
        ),
        **_both(
            "help",
            "ถอนความยินยอมได้ทุกเมื่อในหน้าคำตอบของท่าน",
            "You can withdraw this at any time on your own page.",
        ),
    },
}

YEARS_HERE = [
    ("under5", "น้อยกว่า 5 ปี", "Less than 5 years"),
    ("5to20", "5 ถึง 20 ปี", "5 to 20 years"),
    ("over20", "มากกว่า 20 ปี", "More than 20 years"),
    ("elsewhere", "ไม่ได้อยู่ในเมืองนี้", "I live elsewhere"),
]

COMMENTS = [
    "อยากให้มีทางเท้าที่รถเข็นเด็กและผู้สูงอายุใช้ได้จริง",
    "หน้าฝนน้ำท่วมซอยทุกปี ขอให้ลอกท่อก่อนฤดูฝน",
    "More shade on the way to school, please.",
    "ควรมีที่ซ้อมดนตรีและกีฬาสำหรับเยาวชนตอนเย็น",
    "ขอให้ประกาศผลการใช้งบประมาณให้ประชาชนเห็นง่าย ๆ",
]

DRAFT = {
    "title_th": "(ร่าง) ลำดับความสำคัญโครงการพัฒนาเทศบาลนครลำปาง (พ.ศ. 2566 - 2570)",
    "title_en": "(Draft) Priorities of Lampang's projects (2023–2027)",
    "words_th": (
        "ร่างลำดับความสำคัญนี้จัดทำจากผลการรับฟังความคิดเห็นของผู้มีส่วนได้ส่วนเสียทั้งห้ากลุ่ม "
        "โดยถ่วงน้ำหนักตามที่ประกาศไว้ก่อนเปิดรับความคิดเห็น\n"
        "คณะทำงานปรับลำดับสองโครงการ โดยแสดงเหตุผลไว้ที่แต่ละโครงการ"
    ),
    "words_en": (
        "This order follows from what all five groups of stakeholders said, weighted as declared before opening.\n"
        "The working group has moved two projects; the reason stands beside each."
    ),
}
DRAFT_MOVES = [
    (4, 1, "ได้รับเงินอุดหนุนเฉพาะกิจซึ่งต้องเบิกจ่ายให้แล้วเสร็จภายในปีงบประมาณแรกของแผน"),
    (1, 3, "รอผลการศึกษาความเหมาะสมซึ่งจะแล้วเสร็จในปีงบประมาณถัดไป จึงยังไม่พร้อมดำเนินการ"),
]
