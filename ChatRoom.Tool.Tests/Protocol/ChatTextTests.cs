using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using ChatRoom.Protocol;
using NUnit.Framework;

namespace ChatRoom.Tests.Protocol;

internal sealed class ChatTextTests
{
    private readonly byte[] _scratch = new byte[Limits.FilterScratch];

    [TestCase(Limits.MaxText, ExpectedResult = true)]
    [TestCase(Limits.MaxText + 1, ExpectedResult = false)]
    [TestCase(Limits.MaxLine, ExpectedResult = false)]
    [TestCase(Limits.MaxLine + 1, ExpectedResult = false)]
    public bool A_text_is_allowed_up_to_its_limit_in_bytes(int length) => ChatText.TryParse(Xs(length), _scratch, out _);

    [Test]
    public void Bytes_that_filtering_removes_do_not_count()
    {
        byte[] raw = [.. "\e[31m"u8, .. Xs(Limits.MaxText), .. "\e[0m"u8];
        Assert.That(ChatText.TryParse(raw, _scratch, out var text));
        Assert.That(text.Bytes.Length, Is.EqualTo(Limits.MaxText));
    }

    [Test]
    public void Bytes_that_filtering_adds_count()
    {
        // Each invalid byte becomes a replacement character of three bytes.
        byte[] fits = [.. Enumerable.Repeat((byte)0xFF, Limits.MaxText / 3), .. Xs(Limits.MaxText % 3)];
        Assert.That(ChatText.TryParse(fits, _scratch, out var text));
        Assert.That(text.Bytes.Length, Is.EqualTo(Limits.MaxText));
        Assert.That(ChatText.TryParse([.. fits, (byte)'x'], _scratch, out _), Is.False);
    }

    [Test]
    public void The_longest_line_of_the_worst_bytes_fits_the_scratch_space() =>
        Assert.That(ChatText.TryParse(Enumerable.Repeat((byte)0xFF, Limits.MaxLine).ToArray(), _scratch, out _), Is.False);

    [Test]
    public void A_character_counts_as_many_times_as_it_has_bytes()
    {
        var most = string.Concat(Enumerable.Repeat("😀", Limits.MaxText / 4));
        Assert.That(ChatText.TryParse(Encoding.UTF8.GetBytes(most), _scratch, out _));
        Assert.That(ChatText.TryParse(Encoding.UTF8.GetBytes(most + "x"), _scratch, out _), Is.False);
    }

    [Test]
    public void A_clean_text_is_not_copied()
    {
        ReadOnlySpan<byte> raw = "hello ~ there"u8.ToArray();
        Assert.That(ChatText.TryParse(raw, _scratch, out var text));
        var isSame = Unsafe.AreSame(ref MemoryMarshal.GetReference(raw), ref MemoryMarshal.GetReference(text.Bytes));
        Assert.That(isSame && text.Bytes.Length == raw.Length);
    }

    [Test]
    public void A_text_is_filtered()
    {
        Assert.That(ChatText.TryParse("a\tb\e[31mc\u202E😀"u8, _scratch, out var text));
        Assert.That(text.ToString(), Is.EqualTo("a bc😀"));
    }

    [Test]
    public void A_text_is_empty_if_filtering_removes_all_of_it([Values("", "\0", "\e[31m", "\r")] string raw)
    {
        Assert.That(ChatText.TryParse(Encoding.UTF8.GetBytes(raw), _scratch, out var text));
        Assert.That(text.IsEmpty);
    }

    [TestCase("", "", "")]
    [TestCase("/who", "/who", "")]
    [TestCase("/who ", "/who", "")]
    [TestCase("/msg bob hi", "/msg", "bob hi")]
    [TestCase("/msg   bob  hi ", "/msg", "bob  hi ")]
    [TestCase(" hi", "", "hi")]
    [TestCase("/me\twaves", "/me", "waves")]
    public void The_first_word_ends_at_a_space(string raw, string word, string rest)
    {
        Assert.That(ChatText.TryParse(Encoding.UTF8.GetBytes(raw), _scratch, out var text));
        Assert.That(Encoding.UTF8.GetString(text.FirstWord(out var after)), Is.EqualTo(word));
        Assert.That(after.ToString(), Is.EqualTo(rest));
    }

    [Test]
    public void A_text_can_be_taken_from_a_byte_on()
    {
        Assert.That(ChatText.TryParse("//text"u8, _scratch, out var text));
        Assert.That(text.From(1).ToString(), Is.EqualTo("/text"));
    }

    private static byte[] Xs(int count) => [.. Enumerable.Repeat((byte)'x', count)];
}
