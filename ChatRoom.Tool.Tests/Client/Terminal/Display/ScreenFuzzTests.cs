using ChatRoom.Client.Terminal.Display;
using ChatRoom.Tests.Support.Terminal;
using ChatRoom.Tests.Support.Values;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Terminal.Display;

/// <summary>
/// Random keys, lines and resizes. The bottom of the screen is as expected, and all lines are above it once and in order.
/// The typed text is never lost or changed.
/// </summary>
internal sealed class ScreenFuzzTests
{
    /// <summary>A key, lines that arrive, a resize, or a number of pending lines.</summary>
    private sealed record Step(string Key = "", int Lines = 0, int Columns = 0, int Rows = 0, int Pending = -1);

    private static readonly string[] Keys =
    [
        "a", "b", " ", "日", "語", "e", "\u0301", "ü", "🎉", "👍", "🏽", "👩", "\u200D", "👧", "🇩", "🇪", "❤", "\uFE0F", "1", "\u20E3", "한", "न", "ि", "☰",
        "<Left>", "<Left>", "<Right>", "<Home>", "<End>", "<Backspace>", "<Delete>", "<C-k>", "<C-u>", "<C-y>", "<C-c>", "<Enter>", "<A-Enter>",
    ];

    private static readonly string[] LongKeys = ["<Left>", "<Left>", "<Left>", "<Home>", "<Backspace>", "some words", "日本語日本語", "<A-Enter>"];

    private static Gen<Step[]> Steps(int fewestColumns, int mostColumns, int fewestRows, int mostRows) => Gen.Frequency(
        (20, Gen.Elements(Keys).Select(key => new Step(key))),
        (4, Gen.Elements(LongKeys).Select(key => new Step(key))),
        (6, Gen.Choose(1, 3).Select(lines => new Step(Lines: lines))),
        (1, Gen.Choose(0, 5).Select(pending => new Step(Pending: pending))),
        (2, from columns in Gen.Choose(fewestColumns, mostColumns)
            from rows in Gen.Choose(fewestRows, mostRows)
            select new Step(Columns: columns, Rows: rows))).ArrayOf(80);

    [Test]
    public void The_screen_is_as_expected([Values] bool joins) =>
        Fuzz.Each(Steps(20, 100, 60, 90), steps => Check(new Trial(80, 60, joins), [new Step(Lines: 100), .. steps], isHigh: true), times: 80);

    [Test]
    public void On_a_small_screen_no_line_and_no_typed_text_is_lost([Values] bool joins) =>
        Fuzz.Each(Steps(2, 30, 1, 12), steps => Check(new Trial(20, 6, joins), steps, isHigh: false), times: 150);

    private static void Check(Trial trial, Step[] steps, bool isHigh)
    {
        foreach (var step in steps)
        {
            trial.Take(step);
            Assert.That(trial.Person.Editor.Text, Is.EqualTo(trial.Typing.Text));
            Assert.That(trial.Person.Editor.Caret, Is.EqualTo(trial.Typing.Caret));
            trial.ChecksBottom();
            trial.ChecksArrivals(isHigh);
        }
    }

    private sealed class Trial(int columns, int rows, bool joins)
    {
        private readonly ExpectedBottom _bottom = new();
        private readonly List<string> _arrived = [];
        private string[] _pending = [];
        private int _columns = columns;
        private int _rows = rows;

        /// <summary>Whether a row whose length differs between terminals was rewrapped: a part of it may be left over.</summary>
        private bool _isUncertain;

        public TypingPerson Person { get; } = new(columns, rows, joins: joins);

        public SimpleTyping Typing { get; } = new();

        private bool IsCertain => SimpleTyping.Graphemes(Typing.Text).All(grapheme => Columns.OfCluster(grapheme).IsCertain);

        public void Take(Step step)
        {
            switch (step)
            {
                case { Lines: > 0 }:
                    Hear(step.Lines);
                    break;
                case { Columns: > 0 }:
                    (_columns, _rows) = (step.Columns, step.Rows);
                    _isUncertain |= !IsCertain;
                    Person.Resizes(_columns, _rows);
                    break;
                case { Pending: >= 0 }:
                    _pending = [.. Enumerable.Range(0, step.Pending).Select(number => $"p{number}")];
                    Person.HasPending(_pending);
                    break;
                default:
                    Type(step.Key);
                    break;
            }

            _bottom.Expect(Typing.Text, Typing.Caret, _columns, _rows, []);
            _bottom.Expect(Typing.Text, Typing.Caret, _columns, _rows, PendingRows(_rows - 1 - _bottom.Rows.Count));
        }

        public void ChecksBottom()
        {
            var top = Person.Terminal.CursorRow - _bottom.CaretRow;
            Assert.That((top, Person.Terminal.CursorColumn), Is.EqualTo((Math.Max(0, top), _bottom.CaretColumn)));
            var shown = Person.Terminal.Screen[top..];
            if (joins || IsCertain)
            {
                Assert.That(shown.Take(_bottom.Rows.Count), Is.EqualTo(_bottom.Rows));
            }

            Assert.That(shown.Skip(_bottom.Rows.Count), Is.All.Empty);
        }

        /// <param name="isHigh">The bottom was never higher than the screen: a part that scrolled off cannot be erased.</param>
        public void ChecksArrivals(bool isHigh)
        {
            var lines = Person.Terminal.Lines;
            if (isHigh && !_isUncertain)
            {
                Assert.That(lines.Take(_arrived.Count), Is.EqualTo(_arrived));
                Assert.That(lines, Has.Length.LessThanOrEqualTo(_arrived.Count + _bottom.Rows.Count));
            }
            else
            {
                // A rest of the bottom may precede a line, and a terminal may join the two.
                var all = string.Concat(Person.Terminal.All);
                var place = 0;
                foreach (var line in _arrived)
                {
                    place = all.IndexOf(line, place, StringComparison.Ordinal);
                    Assert.That(place, Is.GreaterThanOrEqualTo(0), $"lost: {line}");
                }
            }
        }

        private void Hear(int count)
        {
            var lines = Enumerable.Range(_arrived.Count, count).Select(number => $"#{number}:{new string(number % 3 == 0 ? '本' : 'x', number * 7 % 60)}!").ToArray();
            _arrived.AddRange(lines);
            Person.Hears(string.Concat(lines.Select(line => $"{line}\n")));
        }

        private void Type(string keys)
        {
            Person.Types(keys);
            foreach (var key in keys[0] == '<' ? [keys] : SimpleTyping.Graphemes(keys))
            {
                Typing.Press(key);
            }
        }

        private string[] PendingRows(int free) => Math.Min(3, free) switch
        {
            <= 0 => [],
            var most when _pending.Length <= most => [.. _pending.Select(Cut)],
            var most => [.. _pending.Take(most - 1).Append($"... and {_pending.Length - most + 1} more").Select(Cut)],
        };

        private string Cut(string row) => row.Length <= _columns - 1 ? row : _columns <= 2 ? "…" : row[..(_columns - 2)].TrimEnd() + "…";
    }
}
