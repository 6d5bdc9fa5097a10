"""What walls say to people, in the large languages: titles, headings and questions.

All patterns take text that `folded` made: small letters, one space between words.
"""

import re
import unicodedata

# What a visitor is asked before the page, wherever it stands in the few words of a wall.
HUMAN = re.compile(
    r"(?:verif(?:y|ying)|confirm|prove|check(?:ing)? (?:if|that)|make sure) "
    r"(?:(?:that|if) )?you(?:'re| are) (?:an? )?(?:real )?(?:human|person|not a (?:ro)?bot)"
    r"|are you (?:a )?(?:human|robot)\?|i(?:'m| am) not a robot"
    r"|checking your browser before|checking if the site connection is secure"
    r"|needs to review the security of your connection"
    r"|enable javascript and cookies to continue"
    r"|(?:complete|solve|pass) (?:the |this |a )?(?:security check|captcha)"
    r"|press (?:&|and) hold|unusual (?:traffic|activity) from your"
    r"|(?:bestätig\w+|überprüf\w+|beweis\w+).{0,20} (?:ein )?mensch|kein roboter"
    r"|ihr browser wird überprüft"
    r"|vérifi\w+ que vous êtes|prouve\w* que vous (?:êtes|n'êtes)|pas un robot"
    r"|confirme\w* que vous êtes (?:un )?(?:humain|être)"
    r"|(?:verifi\w+|confirm\w+|comprueb\w+|demuestr\w+) que (?:eres|es|no eres) "
    r"(?:una? )?(?:ser )?(?:human|persona|robot)|no soy un robot"
    r"|(?:verifi\w+|confirm\w+|dimostra) (?:di|che) (?:essere|sei|tu sia) (?:una? )?"
    r"(?:umano|persona|essere)|non sono un robot"
    r"|(?:verifi\w+|confirm\w+|prove) (?:se|que) (?:você |voce )?é (?:um )?(?:ser )?humano"
    r"|não sou um robô"
    r"|(?:verifieer|bevestig|controleer).{0,12} (?:u|je|jij) (?:een )?mens|geen robot"
    r"|(?:potwierdź|zweryfikuj|sprawdź).{0,8} jesteś człowiekiem|nie jestem robotem"
    r"|(?:подтвердите|докажите|убедиться).{0,12} вы (?:человек|не робот)|я не робот"
    r"|проверка (?:вашего )?браузера|підтвердьте.{0,6} ви людина"
    r"|insan olduğunuzu|robot olmadığınızı|ben robot değilim"
    r"|bekräfta att du är (?:en )?människa|ověřte.{0,6} jste člověk|nejsem robot"
    r"|xác minh (?:rằng )?bạn (?:là|không phải)|verifikasi bahwa anda|saya bukan robot"
    r"|人間であることを|ロボットではありません|(?:验证|确认|確認|驗證)您?(?:是|為|为)真人"
    r"|人机验证|人機驗證|不是机器人|不是機器人|安全验证|请完成.{0,4}验证"
    r"|사람인지 확인|로봇이 아닙니다|أنك إنسان|لست روبوت"
)
# Titles and headings of a login, whole but for the site's name.
LOGIN = re.compile(
    r"(?:(?:please )?(?:log|sign) ?(?:in|on)|log-in|sign-in|login|member login"
    r"|(?:bitte )?(?:einloggen|anmelden)|anmeldung|connexion|(?:se )?connecter"
    r"|identifi(?:ez-vous|cation)|connectez-vous|inici(?:ar|o de|a) sesión|acceder|acceso"
    r"|accedi|accesso|login area|entrar|iniciar sessão|inloggen|aanmelden|zaloguj(?: się)?"
    r"|logowanie|вход|войти|авторизация|вхід|увійти|giriş(?: yap)?|oturum aç|logga in"
    r"|log ind|logg inn|kirjaudu(?: sisään)?|přihlášení|přihlásit(?: se)?|bejelentkezés"
    r"|autentificare|σύνδεση|đăng nhập|masuk|เข้าสู่ระบบ|ログイン|サインイン|登录|登入|登錄"
    r"|用户登录|会员登录|로그인|تسجيل الدخول|התחברות|כניסה)"
    r"(?: (?:to|with|bei|mit|in|auf|à|en|a|into) .{1,40})?\W*"
)
_NOUN = (
    r"(?:web ?page|page|product|item|article|listing|content|document|file|url|post|job"
    r"|story|video|offer|ad|entry|resource|event|profile|topic|thread)"
)
_SEITE = r"(?:seite|artikel|produkt|inhalt|angebot|anzeige|datei|dokument)"
_PAGINA = (
    r"(?:página|pàgina|pagina|producto|produto|prodotto|artículo|artigo|articolo|contenido"
    r"|conteúdo|contenuto|anuncio|anúncio|annuncio|risorsa|recurso)"
)
# Titles and headings of a page that is not there.
MISSING = re.compile(
    r"(?:\W|(?:we(?:'re| are) )?(?:very )?sorry|o+ps|whoops|uh[- ]?oh|http|https|status"
    r"|error|erreur|fehler|errore|erro|ошибка|hata|chyba|błąd|código|code|nous sommes"
    r"|désolée?s?|entschuldigung|leider|ups|hoppla|lo sentimos|siamo spiacenti|spiacenti"
    r"|desculpe|извините|przepraszamy|but|this is a|that's an?)*+"
    r"(?:404(?: error| page| error page| not found| seite)?"
    rf"|(?:{_NOUN} )?(?:was )?not found(?: error)?|(?:no such|unknown|missing|invalid) {_NOUN}"
    rf"|(?:the|this|that|your)? ?(?:requested )?{_NOUN}(?: (?:that )?you(?:'re| are|'ve| have|"
    r" were)?(?: \w+){1,3})? ?"
    r"(?:(?:can ?not|can't|could not|couldn't) be found|(?:does not|doesn't) exist"
    r"(?: any ?more)?|no longer exists|(?:is |are |has been |was |were )?(?:no longer "
    r"(?:available|active|exists)|not available|unavailable|isn't available|aren't available"
    r"|isn't here|removed|deleted|gone|expired|missing|moved|not found|not be found))"
    rf"|(?:we )?(?:can't|cannot|can not|couldn't|could not|can't seem to) find "
    rf"(?:the|that|this|your|what) ?(?:{_NOUN})?(?: ?you(?:'re| are| were)? \w+(?: for)?)?"
    r"|nothing (?:was )?(?:found|here)(?: here)?"
    rf"|(?:die(?:se|ser|ses)?|das|der)? ?(?:gewünschte|angeforderte)? ?{_SEITE} (?:wurde |"
    r"konnte |existiert |ist )?(?:leider )?(?:nicht|nicht mehr) (?:gefunden|verfügbar|"
    r"vorhanden|erreichbar|mehr verfügbar|mehr vorhanden|mehr)(?: werden)?"
    r"|(?:cette |la |le |ce )?(?:page|produit|article|contenu|annonce)(?: demandée?)? "
    r"(?:est )?(?:introuvable|non trouvée?|n'existe (?:pas|plus)|n'est (?:pas|plus) "
    r"disponible|n'a pas été trouvée?)"
    rf"|(?:est[ae] |la |el |o |a |questa |questo |il )?{_PAGINA}(?: solicitad[ao]| richiest[ao]"
    r"| que buscas)? (?:no|não|non|nu) (?:se )?(?:ha sido |foi |è stat[ao] |è più |è |está |"
    r"existe|esiste|exist[aă]|a fost |se ha )?(?:más |mais |più )?(?:encontrad[ao]|trovat[ao]|"
    r"găsit[ăa]|encontrou|disponible|disponível|disponibile|encuentra|existe|esiste)?"
    r"|(?:de )?(?:pagina|product|artikel) (?:kan |kon |is )?(?:niet|niet meer) "
    r"(?:worden )?(?:gevonden|beschikbaar)"
    r"|(?:nie (?:znaleziono|ma takiej) (?:strony|produktu|ogłoszenia)"
    r"|strona nie (?:została znaleziona|istnieje))"
    r"|(?:такой )?(?:страниц[аы]|товар|объявление|запись|статья) не (?:найден[аоы]?|существует)"
    r"|сторінку не знайдено|(?:aradığınız )?(?:sayfa|ürün|ilan) bulunamadı"
    r"|stránka (?:nebyla )?nenalezena|stránka (?:neexistuje|nebyla nalezena)"
    r"|sidan (?:kunde inte hittas|hittades inte|finns inte)"
    r"|siden (?:blev|ble) ikke fundet|siden (?:ble )?ikke funnet|siden findes ikke"
    r"|sivua ei löyt\w+|az oldal nem található|η σελίδα δεν (?:βρέθηκε|υπάρχει)"
    r"|halaman tidak ditemukan|(?:không tìm thấy trang|trang không tồn tại)"
    r"|(?:お探しの)?(?:ページ|商品|記事)(?:が|は)?(?:見つかりません(?:でした)?|存在しません)"
    r"|(?:抱歉|对不起|很抱歉)?[,，]?(?:您?(?:要|访问的|所访问的|請求的)?)?(?:页面|頁面|网页|商品|内容)"
    r"(?:不存在|未找到|找不到|已下架|已被删除|已失效)|找不到(?:页面|頁面|网页|網頁)"
    r"|(?:요청하신 )?페이지를 찾을 수 없습니다|존재하지 않는 페이지(?:입니다)?"
    r"|الصفحة غير موجودة|(?:לא נמצא דף|הדף לא נמצא)|ไม่พบหน้า\w*)"
    r"(?:[\W\d]|here|any ?more|(?:not )?found|error|page|seite|werden)*+"
)
_PARTS = re.compile(r"\s[|\-–—·•»:/]\s|[|:»·•]")


def folded(text: str) -> str:
    """Return `text` in small letters of one form, with one space between words."""
    plain = unicodedata.normalize("NFKC", text).replace("’", "'")
    return " ".join(plain.casefold().split())


def parts(title: str) -> list[str]:
    """Return a folded title and what its bars and dashes part it into."""
    pieces = [piece.strip() for piece in _PARTS.split(title)]
    return [title, *(piece for piece in pieces if piece and piece != title)]
