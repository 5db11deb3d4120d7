using System.Diagnostics;
using System.Net.Sockets;

namespace ActorLab.Hocon.Tests;

public sealed class FileIncludesSpec : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hocon-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_folder_whose_name_begins_like_the_root_is_outside()
    {
        Write("root2/x.conf", "secret = 1");
        Assert.Contains("outside the folder", Problem(Write("root/a.conf", "include \"../root2/x.conf\"")), StringComparison.Ordinal);
        Assert.Contains("outside the folder", Problem(Write("root/b.conf", $"include \"{_folder.FullName}/root2/x.conf\"")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_that_leads_outside_is_refused_and_one_that_stays_inside_is_followed()
    {
        string secret = Write("secret.conf", "secret = 1");
        Write("root/inside.conf", "x = 1");
        Directory.CreateDirectory(PathOf("root/sub"));
        File.CreateSymbolicLink(PathOf("root/out.conf"), secret);
        Directory.CreateSymbolicLink(PathOf("root/up"), _folder.FullName);
        File.CreateSymbolicLink(PathOf("root/sub/in.conf"), "../inside.conf");
        Assert.Contains("outside the folder", Problem(Write("root/a.conf", "include \"out.conf\"")), StringComparison.Ordinal);
        Assert.Contains("outside the folder", Problem(Write("root/b.conf", "include \"up/secret.conf\"")), StringComparison.Ordinal);
        Assert.Equal("""{"x":1}""", Value(Write("root/c.conf", "include \"sub/in.conf\"")));
        Assert.Equal("""{"x":1}""", Value(Write("root/d.conf", "include \"up/root/inside.conf\"")));
    }

    [Fact]
    public void Dots_behind_a_link_lead_to_where_it_really_is()
    {
        Write("other/deep/x.conf", "x = deep");
        Write("other/y.conf", "y = other");
        Write("y.conf", "y = here");
        Directory.CreateSymbolicLink(PathOf("link"), PathOf("other/deep"));
        Assert.Equal("""{"y":"other"}""", Value(Write("a.conf", "include \"link/../y.conf\"")));
    }

    [Fact]
    public void A_link_to_itself_is_a_problem()
    {
        File.CreateSymbolicLink(PathOf("loop.conf"), PathOf("loop.conf"));
        Assert.Contains("symbolic links", Problem(Write("a.conf", "include \"loop.conf\"")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cycle_is_found_under_another_name_too()
    {
        string a = Write("a.conf", "include \"b.conf\"");
        File.CreateSymbolicLink(PathOf("b.conf"), a);
        Assert.Contains("includes itself", Problem(a), StringComparison.Ordinal);
    }

    [Fact]
    public void Outside_is_allowed_if_the_options_say_so()
    {
        Write("other/x.conf", "x = 1");
        string a = Write("root/a.conf", "include \"../other/x.conf\"");
        HoconResult result = HoconDocument.ParseFile(a, new HoconOptions { AllowIncludesOutsideFolder = true }).Resolve();
        Assert.Equal("""{"x":1}""", result.Root!.ToString());
    }

    [Fact]
    public void A_text_that_is_no_file_includes_nothing()
    {
        HoconDiagnostic problem = Assert.Single(HoconDocument.Parse("include \"/etc/hostname\"").Diagnostics);
        Assert.Contains("no file includes nothing", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_or_is_a_folder_is_a_problem()
    {
        Assert.Contains("cannot be read", Problem(PathOf("none.conf")), StringComparison.Ordinal);
        Assert.Contains("cannot be read", Problem(_folder.FullName), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pipe", "it is a pipe and no regular file")]
    [InlineData("link", "it is a pipe and no regular file")]
    [InlineData("device", "it is a device and no regular file")]
    [InlineData("socket", "it is a socket and no regular file")]
    [InlineData("folder", "it is a folder")]
    public void What_is_no_regular_file_is_refused_where_it_is_named_and_nobody_waits_for_it(string kind, string reason)
    {
        string path = PathOf("what.conf");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        switch (kind)
        {
            case "pipe": MakePipe(path); break;
            case "link": File.CreateSymbolicLink(path, MakePipe(PathOf("pipe"))); break;
            case "device": File.CreateSymbolicLink(path, "/dev/zero"); break;
            case "socket": socket.Bind(new UnixDomainSocketEndPoint(path)); break;
            default: Directory.CreateDirectory(path); break;
        }

        HoconDocument included = HoconDocument.ParseFile(Write("a.conf", "a = 1\ninclude \"what.conf\""), new HoconOptions { AllowIncludesOutsideFolder = true });
        HoconDiagnostic problem = Assert.Single(included.Diagnostics);
        Assert.Equal((2, 9, $"'what.conf' cannot be included: {reason}"), (problem.Origin.Line, problem.Origin.Column, problem.Message));
        HoconDiagnostic root = Assert.Single(HoconDocument.ParseFile(path).Diagnostics);
        Assert.StartsWith($"the file cannot be read: {reason}", root.Message);
    }

    [Fact]
    public void A_file_that_has_more_than_it_says_is_read_to_its_end()
    {
        const string Status = "/proc/self/stat";
        Assert.Equal(0, new FileInfo(Status).Length);
        Assert.True(FileIncludeSource.ReadUpTo(Status, 1_000).Length > 100);
        Assert.Equal(11, FileIncludeSource.ReadUpTo(Status, 10).Length);
    }

    [Fact]
    public void A_file_that_is_not_UTF_8_is_a_problem_at_the_first_wrong_byte()
    {
        string path = PathOf("a.conf");
        File.WriteAllBytes(path, [.. "a = é\nb = "u8, 0xFF, .. "\n"u8]);
        HoconDiagnostic problem = Assert.Single(HoconDocument.ParseFile(path).Diagnostics);
        Assert.Equal((2, 5), (problem.Origin.Line, problem.Origin.Column));
        Assert.Contains("0xFF at offset 11", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_limit_of_bytes_counts_included_files()
    {
        Write("big.conf", "x = " + new string('y', 90));
        HoconOptions options = new() { MaxBytes = 200 };
        Assert.Empty(HoconDocument.ParseFile(Write("a.conf", "include \"big.conf\""), options).Diagnostics);
        HoconDiagnostic problem = Assert.Single(HoconDocument.ParseFile(Write("b.conf", "include \"big.conf\"\ninclude \"big.conf\""), options).Diagnostics);
        Assert.Equal((2, 1), (problem.Origin.Line, problem.Origin.Column));
        Assert.Contains("more than 200 bytes", problem.Message, StringComparison.Ordinal);
        Assert.Contains("more than 200 bytes", Assert.Single(HoconDocument.Parse(new string('é', 101), "text", options).Diagnostics).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Includes_are_limited_in_number_and_depth()
    {
        MemoryIncludes files = new(Enumerable.Range(0, 200).ToDictionary(i => $"f{i}", i => $"include \"f{i + 1}\""));
        HoconDiagnostic deep = Assert.Single(HoconDocument.Parse("include \"f0\"", "root", new HoconOptions { Includes = files }).Diagnostics);
        Assert.Contains("nested deeper than 64 levels", deep.Message, StringComparison.Ordinal);
        MemoryIncludes twice = new(Enumerable.Range(0, 20).ToDictionary(i => $"f{i}", i => i == 19 ? "" : $"include \"f{i + 1}\"\ninclude \"f{i + 1}\""));
        HoconDiagnostic many = Assert.Single(HoconDocument.Parse("include \"f0\"", "root", new HoconOptions { Includes = twice }).Diagnostics);
        Assert.Contains("more than 1000 files", many.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void After_a_hundred_problems_the_parser_stops()
    {
        HoconDocument document = HoconDocument.Parse(string.Concat(Enumerable.Repeat("a = !\n", 1_000)));
        Assert.Equal(100, document.Diagnostics.Count);
        Assert.Equal(100, HoconDocument.Parse(string.Concat(Enumerable.Range(0, 1_000).Select(i => $"a{i} = ${{nope}}\n"))).Resolve().Diagnostics.Count);
    }

    [Fact]
    public void Limits_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new HoconOptions { MaxDepth = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new HoconOptions { MaxDepth = 513 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new HoconOptions { MaxBytes = -1 });
    }

    private static string MakePipe(string path)
    {
        using Process mkfifo = Process.Start("mkfifo", [path]);
        mkfifo.WaitForExit();
        Assert.Equal(0, mkfifo.ExitCode);
        return path;
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private string Write(string name, string text)
    {
        string path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    private static string Problem(string path) => Assert.Single(HoconDocument.ParseFile(path).Resolve().Diagnostics).Message;

    private static string Value(string path)
    {
        HoconResult result = HoconDocument.ParseFile(path).Resolve();
        Assert.Empty(result.Diagnostics);
        return result.Root!.ToString();
    }
}
