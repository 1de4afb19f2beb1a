using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Tests.Support.Values;
using FsCheck.Fluent;
using NUnit.Framework;

namespace ChatRoom.Tests.Protocol;

internal sealed class NicknameTests
{
    [Test]
    public void Letters_digits_and_some_signs_are_allowed(
        [Values("a", "Alice", "x86_64", "-", "a.b-c_d", "[]{}|^", "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678901234567890123456789012")] string raw)
    {
        Assert.That(Nickname.TryParse(Encoding.UTF8.GetBytes(raw), out var name));
        Assert.That(name!.ToString(), Is.EqualTo(raw));
        Assert.That(Encoding.UTF8.GetString(name.Bytes), Is.EqualTo(raw));
    }

    [Test]
    public void All_other_names_are_refused(
        [Values("", " ", "a b", " a", "a ", "a:", "#a", "!a", "*a", "(a)", "/a", "a\\b", "a\0", "a\n", "a\e[m", "é", "日本", "\u0410lice", "a\u200Db", "\uFF21", "123456789012345678901234567890123")] string raw)
    {
        Assert.That(Nickname.TryParse(raw, out var name), Is.False);
        Assert.That(name, Is.Null);
    }

    [Test]
    public void Invalid_utf8_is_refused() => Assert.That(Nickname.TryParse([(byte)'a', 0xFF], out _), Is.False);

    [Test]
    public void No_name_holds_a_character_with_which_the_servers_own_lines_begin([Values('#', '!', '*', '(', ' ', ':', '/')] char sign)
    {
        Assert.That(Nickname.TryParse($"{sign}a", out _), Is.False);
        Assert.That(Nickname.TryParse($"a{sign}", out _), Is.False);
        Assert.That(Nickname.MakeAcceptable($"a{sign}a").ToString(), Is.EqualTo("a_a"));
    }

    [Test]
    public void Names_are_equal_if_only_the_case_differs() =>
        Fuzz.Each(
            Samples.Name,
            raw =>
            {
                var (upper, lower) = (Named(raw.ToUpperInvariant()), Named(raw.ToLowerInvariant()));
                Assert.That(upper, Is.EqualTo(lower));
                Assert.That(upper.GetHashCode(), Is.EqualTo(lower.GetHashCode()));
            });

    [Test]
    public void Different_names_are_not_equal()
    {
        Assert.That(Named("alice"), Is.Not.EqualTo(Named("alice_")));

        // For IRC these two are one letter in two cases. Here they are not.
        Assert.That(Named("a["), Is.Not.EqualTo(Named("a{")));
        Assert.That(Named("alice").Equals(null), Is.False);
    }

    [TestCase("alice", "alice")]
    [TestCase("Rajat One", "Rajat_One")]
    [TestCase("  Rajat One \n", "Rajat_One")]
    [TestCase("a: b", "a__b")]
    [TestCase("Zoë", "Zo_")]
    [TestCase("😀", "_")]
    [TestCase("", "guest")]
    [TestCase(" \t\r\n", "guest")]
    [TestCase("1234567890123456789012345678901234567890", "12345678901234567890123456789012")]
    public void A_name_that_is_not_allowed_is_made_acceptable(string raw, string expected) =>
        Assert.That(Nickname.MakeAcceptable(raw).ToString(), Is.EqualTo(expected));

    [Test]
    public void Any_name_can_be_made_acceptable() =>
        Fuzz.Each(
            Gen.OneOf(Samples.AnyString, Samples.Text),
            raw =>
            {
                var name = Nickname.MakeAcceptable(raw);
                Assert.That(Nickname.TryParse(name.ToString(), out var parsed));
                Assert.That(parsed, Is.EqualTo(name));
            },
            times: 1000);

    [Test]
    public void An_allowed_name_stays_as_it_is() =>
        Fuzz.Each(Samples.Name, raw => Assert.That(Nickname.MakeAcceptable(raw).ToString(), Is.EqualTo(raw)));

    [Test]
    public void A_number_follows_the_name() => Assert.That(Named("alice").Numbered(2).ToString(), Is.EqualTo("alice_2"));

    [Test]
    public void A_numbered_name_is_allowed_and_ends_with_its_number() =>
        Fuzz.Each(
            from raw in Samples.Name
            from number in Gen.OneOf(Samples.Number(2, 1000), Gen.Constant(int.MaxValue))
            select (raw, number),
            given =>
            {
                var numbered = Named(given.raw).Numbered(given.number).ToString();
                Assert.That(Nickname.TryParse(numbered, out _), $"{numbered} is allowed");
                Assert.That(numbered, Does.EndWith($"_{given.number}"));
                Assert.That(given.raw, Does.StartWith(numbered[..numbered.LastIndexOf('_')]));
            });

    private static Nickname Named(string raw)
    {
        Assert.That(Nickname.TryParse(raw, out var name), raw);
        return name!;
    }
}
