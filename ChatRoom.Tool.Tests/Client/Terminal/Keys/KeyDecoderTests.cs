using System.Text;
using ChatRoom.Client.Terminal.Keys;
using ChatRoom.Tests.Support.Terminal;
using ChatRoom.Tests.Support.Values;
using FsCheck.Fluent;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Terminal.Keys;

internal sealed class KeyDecoderTests
{
    /// <summary>Bytes that terminals send, and the keys they stand for.</summary>
    private static readonly (string Bytes, string Keys)[] Goldens =
    [
        ("hi", "h i"),
        ("é日😀", "é 日 😀"),
        ("👍🏽", "👍 🏽"),
        (" ~", "Space ~"),
        ("^M^J^I", "Enter Enter Tab"),
        ("^?^H", "Backspace Backspace"),
        ("^@^A^C^D^Z", "C-Space C-a C-c C-d C-z"),
        ("^\\^]^^^_", @"C-\ C-] C-^ C-_"),
        ("^[b^[F^[é", "A-b A-f A-é"),
        ("^[^?^[^H^[^M^[^I^[^C", "A-Backspace A-Backspace A-Enter A-Tab C-A-c"),

        // xterm and its followers
        ("^[[A^[[B^[[C^[[D^[[H^[[F", "Up Down Right Left Home End"),
        ("^[OA^[OB^[OC^[OD^[OH^[OF", "Up Down Right Left Home End"),
        ("^[[1;5D^[[1;5C^[[1;3A^[[1;2F^[[1;6H^[[1;9D", "C-Left C-Right A-Up S-End C-S-Home A-Left"),
        ("^[[2~^[[3~^[[5~^[[6~", "Insert Delete PageUp PageDown"),
        ("^[[3;5~^[[3;3~^[[5;2~", "C-Delete A-Delete S-PageUp"),
        ("^[[Z^[[1;6Z", "S-Tab C-S-Tab"),
        ("^[OP^[[15~^[[24;5~^[[1;2P^[[E", "Unknown Unknown Unknown Unknown Unknown"),
        ("^[^[[A^[^[OB", "A-Up A-Down"),
        ("^[^[b^[^[^[[A", "A-b Escape A-Up"),

        // keys with modifiers that had no bytes of their own
        ("^[[27;5;13~^[[13;2u^[[9;5u^[[127;5u^[[27u", "C-Enter S-Enter C-Tab C-Backspace Escape"),
        ("^[[97;5u^[[65;6u^[[27;3;66~^[[233u^[[65;2u", "C-a C-a A-b é A"),
        ("^[[57358u^[[0u^[[55296u^[[99999999999u^[[97:65;5:1u", "Unknown Unknown Unknown Unknown C-a"),

        // the Linux console, rxvt and PuTTY
        ("^[[1~^[[4~^[[[A^[[[E", "Home End Unknown Unknown"),
        ("^[[7~^[[8~^[[3$^[[7^\u001E^[[8@", "Home End S-Delete C-Home C-S-End"),
        ("^[[a^[[d^[Oc^[Od", "S-Up S-Left C-Right C-Left"),
        ("^[O5D^[O1;5C", "C-Left C-Right"),
        ("^[OM^[Op^[Oy^[Ok^[Oj^[OX", "Enter 0 9 + * ="),

        // replies, and bytes that are none
        ("^[[12;40R^[[?62;22c^[[I^[[O^[[?2026;2$y^[[>0;276;0c", "Unknown Unknown Unknown Unknown Unknown Unknown"),
        ("^[]11;rgb:0000/0000/0000^Ga^[]0;x^[\\b", "Unknown a Unknown b"),
        ("^[P1$r0m^[\\a^[_Gi=1;OK^[\\b", "Unknown a Unknown b"),
        ("^[]11;rgb^Ma", "Unknown Enter a"),
        ("^[]11^[[A", "Unknown Up"),
        ("^[[1;5^Mx", "Unknown Enter x"),
        ("^[[1;5^Xx^[[^Zy", "Unknown x Unknown y"),
        ("^[[1;5^[[A^[[1é", "Unknown Up Unknown é"),
        ("^[[[^C^[O^C^[O é", "Unknown C-c A-o C-c A-o Space é"),
        ("^[[1111111111111111111111111111111111111111A^[[B", "Unknown Down"),
        ("^[[201~x", "Unknown x"),
        ("\u0085\u009B\u009F", "Unknown Unknown Unknown"),

        // pastes
        ("^[[200~one^Mtwo^Jthree^M^Jfour^M^Mfive^[[201~^M", "Paste(one/two/three/four//five) Enter"),
        ("^[[200~a^[[31mred^[[0m^G^Ib^?^[[201~c", "Paste(a[31mred[0m b) c"),
        ("^[[200~^[[20^[[200~^[^[[201~x", "Paste([20[200~) x"),
        ("^[[200~^[[201~x", "x"),
        ("^[[200~é日😀\u0085\u009F^[[201~", "Paste(é日😀)"),
        ("^[^[[200~x^[[201~y", "Paste(x) y"),
    ];

    [TestCaseSource(nameof(Goldens))]
    public void The_bytes_of_a_terminal_are_decoded_to_the_pressed_keys((string Bytes, string Keys) golden) =>
        Assert.That(KeysOf(Bytes(golden)), Is.EqualTo(golden.Keys));

    [TestCaseSource(nameof(Goldens))]
    public void Any_split_in_two_gives_the_same_keys((string Bytes, string Keys) golden)
    {
        foreach (var pieces in Splits.InTwo(Bytes(golden)))
        {
            Assert.That(KeysOf(pieces), Is.EqualTo(golden.Keys), $"split at {pieces[0].Length}");
        }
    }

    [TestCaseSource(nameof(Goldens))]
    public void Byte_by_byte_gives_the_same_keys((string Bytes, string Keys) golden) =>
        Assert.That(KeysOf(Splits.ByteByByte(Bytes(golden))), Is.EqualTo(golden.Keys));

    [Test]
    public void All_goldens_in_a_row_give_all_their_keys() =>
        Assert.That(
            KeysOf([.. Goldens.SelectMany(Bytes)]),
            Is.EqualTo(string.Join(' ', Goldens.Select(golden => golden.Keys))));

    [TestCase("^[", "Escape")]
    [TestCase("^[^[", "Escape Escape")]
    [TestCase("^[[", "A-[")]
    [TestCase("^[O", "A-o")]
    [TestCase("^[]", "A-]")]
    [TestCase("^[P", "A-p")]
    [TestCase("^[_", "A-_")]
    [TestCase("^[[1;5", "Unknown")]
    [TestCase("^[[[", "Unknown")]
    [TestCase("^[O5", "Unknown")]
    [TestCase("^[]11;rgb", "Unknown")]
    [TestCase("^[]11;rgb^[", "Unknown Escape")]
    [TestCase("^[[200~half a paste", "Paste(half a paste)")]
    [TestCase("^[[200~half a mark^[[20", "Paste(half a mark)")]
    [TestCase("^[[200~", "")]
    public void Unfinished_bytes_become_keys_when_time_is_over(string bytes, string expected)
    {
        var decoder = new KeyDecoder();
        var keys = new List<Key>();
        decoder.Decode(KeyNames.BytesOf(bytes), keys);
        Assert.That((decoder.IsUndecided, KeyNames.Of(keys)), Is.EqualTo((true, "")));

        decoder.Flush(keys);
        Assert.That((decoder.IsUndecided, KeyNames.Of(keys)), Is.EqualTo((false, expected)));

        keys.Clear();
        decoder.Decode("[A"u8, keys);
        Assert.That(KeyNames.Of(keys), Is.EqualTo("[ A"), "the next byte begins a new key");
    }

    [Test]
    public void Half_a_character_waits_for_its_other_half_for_any_time()
    {
        var decoder = new KeyDecoder();
        var keys = new List<Key>();
        decoder.Decode([0xF0, 0x9F], keys);
        decoder.Flush(keys);
        decoder.Decode([0x98, 0x80], keys);

        Assert.That((decoder.IsUndecided, KeyNames.Of(keys)), Is.EqualTo((false, "😀")));
    }

    [TestCase(new byte[] { 0xFF, (byte)'a' }, "\uFFFD a")]
    [TestCase(new byte[] { 0xC3, (byte)'a' }, "\uFFFD a")]
    [TestCase(new byte[] { 0xF0, 0x9F, 0x98, 0x1B, (byte)'[', (byte)'A' }, "\uFFFD Up")]
    [TestCase(new byte[] { 0xF0, 0x9F, 0xC3, 0xA9 }, "\uFFFD é")]
    [TestCase(new byte[] { 0xC0, 0x80, 0xED, 0xA0, 0x80 }, "\uFFFD \uFFFD \uFFFD \uFFFD \uFFFD")]
    public void Invalid_UTF8_becomes_replacement_characters(byte[] bytes, string expected)
    {
        Assert.That(KeysOf(bytes), Is.EqualTo(expected));
        Assert.That(KeysOf(Splits.ByteByByte(bytes)), Is.EqualTo(expected));
    }

    [Test]
    public void A_large_paste_is_one_key_and_a_larger_one_loses_its_end()
    {
        var text = new string('x', PastedText.MaxBytes);

        Assert.That(Paste(text), Is.EqualTo(text));
        Assert.That(Paste(text + "more"), Is.EqualTo(text));

        static string Paste(string text)
        {
            var keys = new List<Key>();
            new KeyDecoder().Decode(Encoding.UTF8.GetBytes($"\e[200~{text}\e[201~"), keys);
            return keys.Single().Text;
        }
    }

    [TestCase("^[[")]
    [TestCase("^[]")]
    [TestCase("^[P")]
    [TestCase("^[O")]
    public void A_sequence_without_an_end_allocates_no_memory(string begin)
    {
        var decoder = new KeyDecoder();
        var keys = new List<Key>();
        decoder.Decode(KeyNames.BytesOf(begin), keys);
        var piece = Enumerable.Repeat((byte)'1', 1000).ToArray();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            decoder.Decode(piece, keys);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(100_000));
        Assert.That(keys, Is.Empty);
    }

    [Test]
    public void Random_bytes_in_random_pieces_give_the_same_keys_and_no_controls_in_them()
    {
        // Bytes that begin, continue and end known sequences, so that random input reaches all states.
        var one = Gen.OneOf(
            Gen.Elements("^[", "^[[", "^[[200~", "^[[201~", "^[O", "^[]", "^G", "^[\\", "1;5", "A", "~", "$", "u", "é", "😀", "^M").Select(KeyNames.BytesOf),
            Gen.Choose(0, 255).Select(value => new[] { (byte)value }));
        var inputs =
            from parts in one.ArrayOf()
            from pieces in Samples.PiecesOf([.. parts.SelectMany(part => part)])
            select pieces;
        Fuzz.Each(inputs, pieces =>
        {
            var whole = Decode([[.. pieces.SelectMany(piece => piece)]]);
            Assert.That(Decode([.. pieces]), Is.EqualTo(whole));
            Assert.That(whole.SelectMany(key => key.Text).Where(char.IsControl), Is.All.EqualTo('\n'));
            Assert.That(whole.Where(key => key.Kind is KeyKind.Character or KeyKind.Paste).Select(key => key.Text), Is.All.Not.Empty);
        }, times: 2000);
    }

    [Test]
    public void After_any_bytes_and_a_pause_plain_text_is_decoded_as_typed()
    {
        Fuzz.Each(Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf(), noise =>
        {
            var decoder = new KeyDecoder();
            var keys = new List<Key>();
            decoder.Decode(noise, keys);
            decoder.Flush(keys);
            keys.Clear();
            decoder.Decode("hi there"u8, keys);

            // Half a character of the noise comes first.
            Assert.That(KeyNames.Of(keys), Does.EndWith("h i Space t h e r e"));
            Assert.That(keys, Has.Count.LessThanOrEqualTo(9));
        }, times: 2000);
    }

    private static byte[] Bytes((string Bytes, string Keys) golden) => KeyNames.BytesOf(golden.Bytes);

    private static string KeysOf(params byte[][] pieces) => KeyNames.Of(Decode(pieces));

    private static List<Key> Decode(byte[][] pieces)
    {
        var decoder = new KeyDecoder();
        var keys = new List<Key>();
        foreach (var piece in pieces)
        {
            decoder.Decode(piece, keys);
        }

        return keys;
    }
}
