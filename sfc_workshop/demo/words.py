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

WORKSHOP = {
    **_both(
        "title",
        "ประชุมเชิงปฏิบัติการวิสัยทัศน์เมืองสุโขทัยธานี",
        "Vision workshop of Sukhothai Thani",
    ),
    **_both(
        "place",
        "ห้องประชุมเทศบาลเมืองสุโขทัยธานี (สมมติ)",
        "Meeting hall of the municipality (imaginary)",
    ),
}
AGENCIES = [
    ("สำนักงานจังหวัดสุโขทัย", "Sukhothai provincial office"),
    ("เทศบาลเมืองสุโขทัยธานี", "Sukhothai Thani municipality"),
    ("สำนักงานทรัพยากรธรรมชาติและสิ่งแวดล้อมจังหวัด", "Provincial office of natural resources and environment"),
    ("หอการค้าจังหวัด", "Provincial chamber of commerce"),
    ("สถาบันการศึกษาในจังหวัด", "Colleges and universities of the province"),
    ("คณะกรรมการชุมชน", "Community committees"),
    ("ชมรมผู้สูงอายุ", "Club of the elderly"),
    ("กลุ่มเยาวชน", "Youth group"),
]
INVITED = {"citizens": 24, "government": 20, "private": 10, "academia": 8, "civil_society": 10}

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
        **_both("title", "มีเรื่องใดที่เทศบาลควรดำเนินการแต่ยังไม่มีในแผนหรือไม่", "Is there something we have forgotten?"),
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
            "ถอนความยินยอมได้ทุกเมื่อที่ “ข้อมูลที่ท่านให้ไว้”",
            "You can withdraw this at any time under “What I gave”.",
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

# A strategy for each goal, in the goals' order: its title, its two tactics, what it serves above the city.
_NATIONAL = {
    2: _both("title", "ด้านการสร้างความสามารถในการแข่งขัน", "Competitiveness"),
    3: _both("title", "ด้านการพัฒนาและเสริมสร้างศักยภาพทรัพยากรมนุษย์", "Human capital"),
    4: _both("title", "ด้านการสร้างโอกาสและความเสมอภาคทางสังคม", "Social equality"),
    5: _both("title", "ด้านการสร้างการเติบโตบนคุณภาพชีวิตที่เป็นมิตรกับสิ่งแวดล้อม", "Eco-friendly growth"),
    6: _both("title", "ด้านการปรับสมดุลและพัฒนาระบบการบริหารจัดการภาครัฐ", "Public administration"),
}
_MILESTONE = {
    2: _both("title", "ไทยเป็นจุดหมายของการท่องเที่ยวที่เน้นคุณค่าและความยั่งยืน", "Quality and sustainable tourism"),
    8: _both("title", "ไทยมีพื้นที่และเมืองอัจฉริยะที่น่าอยู่ ปลอดภัย เติบโตได้อย่างยั่งยืน", "Livable, safe and smart cities"),
    9: _both(
        "title",
        "ไทยมีความยากจนข้ามรุ่นลดลง และคนไทยทุกคนมีความคุ้มครองทางสังคมที่เพียงพอ เหมาะสม",
        "Less poverty, social protection for all",
    ),
    11: _both(
        "title",
        "ไทยสามารถลดความเสี่ยงและผลกระทบจากภัยธรรมชาติและการเปลี่ยนแปลงสภาพภูมิอากาศ",
        "Lower risks of disasters and climate change",
    ),
    13: _both("title", "ไทยมีภาครัฐที่ทันสมัย มีประสิทธิภาพ และตอบโจทย์ประชาชน", "A modern public sector"),
}
_SDG = {
    3: _both("title", "สร้างหลักประกันว่าคนมีชีวิตที่มีสุขภาพดีและส่งเสริมสวัสดิภาพสำหรับทุกคน", "Good health and well-being"),
    4: _both("title", "สร้างหลักประกันว่าทุกคนมีการศึกษาที่มีคุณภาพอย่างครอบคลุมและเท่าเทียม", "Quality education"),
    8: _both("title", "ส่งเสริมการเติบโตทางเศรษฐกิจที่ต่อเนื่อง ครอบคลุม และยั่งยืน", "Decent work and economic growth"),
    11: _both("title", "ทำให้เมืองและการตั้งถิ่นฐานมีความครอบคลุม ปลอดภัย ยืดหยุ่น และยั่งยืน", "Sustainable cities"),
    13: _both("title", "ปฏิบัติการอย่างเร่งด่วนเพื่อต่อสู้กับการเปลี่ยนแปลงสภาพภูมิอากาศและผลกระทบ", "Climate action"),
    16: _both("title", "ส่งเสริมสังคมที่สงบสุขและสถาบันที่มีประสิทธิผลและรับผิดชอบ", "Strong institutions"),
}
_ECONOMY = _both("title", "การพัฒนาเศรษฐกิจและการท่องเที่ยวเชิงสร้างสรรค์", "Creative economy and tourism")
_ENVIRONMENT = _both("title", "การจัดการทรัพยากรธรรมชาติและสิ่งแวดล้อมอย่างยั่งยืน", "Natural resources and environment")
_SOCIETY = _both("title", "การพัฒนาคุณภาพชีวิตและสังคม", "Quality of life and society")
_GOVERNMENT = _both("title", "การบริหารจัดการบ้านเมืองที่ดี", "Good governance")
_WORKS = _both("title", "การพัฒนาโครงสร้างพื้นฐาน", "Infrastructure")


def _serves(national: int, milestone: int, sdg: int, province: tuple[int, _Words]) -> list[tuple[str, str, _Words]]:
    """The five lines above a form's table; province and local authorities share a number and words here."""
    number, words = province
    return [
        ("national", str(national), _NATIONAL[national]),
        ("milestone", str(milestone), _MILESTONE[milestone]),
        ("sdg", str(sdg), _SDG[sdg]),
        ("province", str(number), words),
        ("locality", str(number), words),
    ]


STRATEGIES: dict[str, list[tuple[_Words, list[_Words], list[tuple[str, str, _Words]]]]] = {
    "sukhothai-thani": [
        (
            _both("title", "การพัฒนาเศรษฐกิจสร้างสรรค์จากมรดกวัฒนธรรม", "A creative economy from cultural heritage"),
            [
                _both("title", "ส่งเสริมย่านการค้าและงานหัตถศิลป์", "Foster trading quarters and crafts"),
                _both("title", "ยกระดับอาหารและตลาดสดให้ได้มาตรฐาน", "Raise food and markets to the standard"),
            ],
            _serves(2, 2, 8, (1, _ECONOMY)),
        ),
        (
            _both("title", "การเตรียมพร้อมรับน้ำท่วมและการเปลี่ยนแปลงสภาพภูมิอากาศ", "Readiness for floods and climate change"),
            [
                _both("title", "พัฒนาระบบเตือนภัยและแนวป้องกันน้ำท่วม", "Develop warning and flood protection"),
                _both("title", "พัฒนาระบบระบายน้ำและพื้นที่รับน้ำร่วมกับชุมชน", "Develop drainage and retention with communities"),
            ],
            _serves(5, 11, 13, (2, _ENVIRONMENT)),
        ),
        (
            _both("title", "การพัฒนาเมืองสะอาด เขียว และเดินได้", "A clean, green and walkable town"),
            [
                _both("title", "ลดขยะและดูแลถนนให้ร่มรื่น", "Reduce waste and shade the streets"),
                _both("title", "เพิ่มพื้นที่สีเขียวและการเดินทางที่ไม่ใช้เครื่องยนต์", "Add green space and ways without engines"),
            ],
            _serves(5, 8, 11, (2, _ENVIRONMENT)),
        ),
        (
            _both(
                "title", "การพัฒนาคุณภาพชีวิตทุกช่วงวัยและเมืองแห่งการเรียนรู้", "Quality of life at all ages and a learning city"
            ),
            [
                _both("title", "ดูแลผู้สูงอายุและกลุ่มเปราะบาง", "Care for the elderly and the vulnerable"),
                _both("title", "ส่งเสริมการเรียนรู้ตลอดชีวิต", "Foster lifelong learning"),
            ],
            _serves(3, 9, 4, (3, _SOCIETY)),
        ),
        (
            _both("title", "การบริหารจัดการที่ดีและการมีส่วนร่วม", "Good governance and participation"),
            [
                _both("title", "เปิดเผยข้อมูลและรับฟังประชาชน", "Open data and listen to people"),
                _both("title", "พัฒนาระบบจัดเก็บรายได้และทะเบียนทรัพย์สิน", "Develop revenue and property registers"),
            ],
            _serves(6, 13, 16, (4, _GOVERNMENT)),
        ),
    ],
    "lampang": [
        (
            _both("title", "การพัฒนาเศรษฐกิจสร้างสรรค์นครเซรามิก", "The creative economy of a ceramic city"),
            [
                _both("title", "ฟื้นฟูย่านเมืองเก่าและจัดเทศกาลของเมือง", "Revive the old town and hold the city's festivals"),
                _both("title", "สืบสานรถม้าและสร้างผู้ประกอบการรุ่นใหม่", "Keep the carriages and raise new entrepreneurs"),
            ],
            _serves(2, 2, 8, (1, _ECONOMY)),
        ),
        (
            _both("title", "การจัดการสิ่งแวดล้อมและเมืองคาร์บอนต่ำ", "The environment and a low-carbon city"),
            [
                _both("title", "ลดฝุ่นและการเผาในเมือง", "Reduce dust and burning"),
                _both("title", "ฟื้นฟูแม่น้ำวังและใช้พลังงานสะอาด", "Restore the Wang River and use clean energy"),
            ],
            _serves(5, 11, 13, (2, _ENVIRONMENT)),
        ),
        (
            _both("title", "การพัฒนาการเดินทางที่ปลอดภัยและเข้าถึงได้", "Safe and accessible mobility"),
            [
                _both("title", "เพิ่มความปลอดภัยทางถนน", "Make streets safer"),
                _both("title", "พัฒนาขนส่งสาธารณะและทางเดินเท้า", "Develop public transport and walking"),
            ],
            _serves(5, 8, 11, (3, _WORKS)),
        ),
        (
            _both("title", "การพัฒนาคุณภาพชีวิต การเรียนรู้ และสังคมสูงวัย", "Quality of life, learning and ageing"),
            [
                _both("title", "ดูแลผู้สูงอายุและคนพิการในชุมชน", "Care for the elderly and disabled in communities"),
                _both("title", "พัฒนาการเรียนรู้และสุขภาพเชิงรุก", "Develop learning and active health"),
            ],
            _serves(3, 9, 3, (4, _SOCIETY)),
        ),
        (
            _both("title", "การพัฒนานครอัจฉริยะและธรรมาภิบาล", "A smart city and good governance"),
            [
                _both("title", "ส่งเสริมการมีส่วนร่วมของประชาชน", "Foster people's participation"),
                _both("title", "พัฒนาบริการและข้อมูลดิจิทัล", "Develop digital services and data"),
            ],
            _serves(6, 13, 16, (5, _GOVERNMENT)),
        ),
    ],
}

# Projects that stand on another form than 02: those of community plans, and those asked of other agencies.
FROM_COMMUNITIES = {
    "โครงการคัดแยกขยะต้นทางและธนาคารขยะชุมชน",
    "โครงการฝึกอบรมอาสาสมัครชุมชนรับมือน้ำท่วมและแผนช่วยเหลือกลุ่มเปราะบาง",
    "โครงการเวทีประชาคมออนไลน์และงบประมาณแบบมีส่วนร่วม 43 ชุมชน",
}
ASKED_OF: dict[str, _Words] = {
    "โครงการโครงข่ายพื้นที่รับน้ำและสวนแก้มลิงเมืองสุโขทัยธานี": _both(
        "agency", "กรมโยธาธิการและผังเมือง", "Department of Public Works and Town and Country Planning"
    ),
    "โครงการเส้นทางจักรยานและรถรับส่งไฟฟ้าเชื่อมเมืองเก่าสุโขทัยกับสุโขทัยธานี": _both(
        "agency", "องค์การบริหารส่วนจังหวัดสุโขทัย", "Sukhothai Provincial Administrative Organization"
    ),
    "โครงการปรับปรุงระบบรวบรวมและบำบัดน้ำเสียเมืองลำปาง": _both(
        "agency", "องค์การจัดการน้ำเสีย", "Wastewater Management Authority"
    ),
}
